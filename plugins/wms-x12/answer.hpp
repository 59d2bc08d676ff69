// The 997 and TA1: ours for what arrived, and what the warehouse says in its own.
#pragma once
#include <string>
#include <vector>

#include "advice.hpp"
#include "x12/check.hpp"
#include "x12/writer.hpp"

namespace wms_x12 {

// What became of a set of theirs.
struct SetVerdict {
  std::string id, control;
  SetErrors errors;
  int code = 0;          // AK502: 1 a kind that we do not take, 2 to 4 its envelope, 5 its segments; 0 nothing
  bool refused = false;  // nothing of it was acted on
};

struct GroupVerdict {
  std::string id, control;
  std::size_t announced = 0;
  std::vector<SetVerdict> sets;
};

// TA1 of an interchange that asks for one: accepted (note 0), or refused with a note.
struct InterchangeVerdict {
  std::string control, date, time;
  int note = 0;
};

// An interchange with a TA1 where `ta1` is given and a 997 for each group.
std::string write_answer(const std::vector<GroupVerdict>& groups, const InterchangeVerdict* ta1, const Envelope& envelope);

// What a 997 or TA1 of theirs says of something that we sent: of one set of it, or of all.
enum class Verdict { accepted, with_errors, refused };
struct Reply {
  std::uint64_t number = 0;  // of our interchange, and of its group
  std::string group;         // functional group id in a 997: "OW", "FA"; empty in a TA1
  std::size_t set = 0;       // which set of the group, from 1; 0: all that have no reply of their own
  Verdict verdict = Verdict::accepted;
  std::string text;  // "W01 (segment 11) element 2 has an unknown code"; without data, which may be personal
};

// REJECTED where it says nothing of anything.
std::vector<Reply> read_997(const Told& told);
Reply read_ta1(std::string_view segment, const Separators& separators);

}  // namespace wms_x12
