// X12 release 004010 as a warehouse reads and writes it: envelopes, sets, segments. A reading of its own, so that what the
// client writes is judged by another's eyes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"

namespace fairway::sandbox {

// An id and its elements: {"W05", "N", "FW-1"}.
using X12Segment = std::vector<std::string>;
std::string_view element(const X12Segment& segment, std::size_t n);  // empty where it is left out

// One end of an exchange, as the ISA and GS name it.
struct X12Party {
  std::string qualifier, id, group_id;
};

struct X12Set {
  std::string id, control;
  std::vector<X12Segment> segments;  // without ST and SE
  int problem = 0;                   // AK502: 3 control numbers differ, 4 its segments are counted wrongly
};

struct X12Group {
  std::string id, control;
  std::vector<X12Set> sets;
};

struct X12Interchange {
  X12Party sender, receiver;
  std::string control, date, time;
  bool wants_ta1 = false;
  char usage = 'P';
  std::vector<X12Group> groups;
  std::vector<X12Segment> ta1;
};

// INVALID, saying what is wrong, for a file whose envelopes do not hold.
Result<std::vector<X12Interchange>> read_x12(std::string_view file);

// Writes one interchange with one group of sets, or with TA1 segments alone.
class X12Writer {
 public:
  // `group` empty: no group. `number` is that of interchange and group.
  X12Writer(const X12Party& from, const X12Party& to, char usage, std::uint64_t number, Instant at, std::string group);
  void ta1(const X12Segment& segment) { add(segment); }
  void set(std::string_view id, const std::vector<X12Segment>& segments);
  std::string finish();

 private:
  void add(const X12Segment& segment);
  void open_group();

  X12Party from_, to_;
  std::uint64_t number_;
  Instant at_;
  std::string group_, out_;
  std::size_t sets_ = 0;
};

std::string x12_date(Instant at);  // 20261122
std::string x12_time(Instant at);  // 093005

}  // namespace fairway::sandbox
