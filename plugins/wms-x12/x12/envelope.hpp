// Interchanges, groups and sets of a file: where they are, and whether what opens and closes them agrees.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "x12/segment.hpp"

namespace wms_x12 {

// The ISA, less the padding of its elements.
struct Isa {
  std::string_view sender_qualifier, sender, receiver_qualifier, receiver;
  std::string_view date, time, version, control;  // YYMMDD, HHMM, 00401, nine digits
  bool wants_ta1 = false;
  char usage = 'P';  // T test, P production
  Separators separators;
};

// One ST to SE. AK502: 2 no trailer, 3 control numbers differ, 4 another number of segments; 0 it is whole.
struct SetRange {
  std::string_view id, control;
  std::string_view text;  // ST to SE with their terminators
  int problem = 0;
};

struct Group {
  std::string_view id, control, version;
  std::size_t announced = 0;  // GE01
  std::vector<SetRange> sets;
};

struct Interchange {
  Isa isa;
  std::string_view text;  // ISA to IEA with their terminators
  std::vector<Group> groups;
  std::vector<std::string_view> ta1;  // segments
};

// An envelope that does not hold. TA105 is the number that X12 has for it.
class EnvelopeError : public std::runtime_error {
 public:
  EnvelopeError(const std::string& what, int ta1_note) : std::runtime_error(what), note(ta1_note) {}
  int note;
  std::optional<Isa> isa;  // where that could be read
};

constexpr std::size_t kIsaLength = 106;

// `text` begins with the ISA. Throws EnvelopeError: its 106 bytes are not as they must be.
Isa read_isa(std::string_view text);

// A file's text less a byte order mark.
std::string_view behind_mark(std::string_view file) noexcept;

// The interchanges of a file one after the other. What they hold borrows from the file.
class FileReader {
 public:
  explicit FileReader(std::string_view file) noexcept : rest_(file) {}
  // None at the end. Throws EnvelopeError.
  std::optional<Interchange> next();
  // After an EnvelopeError: goes on at the next ISA that can be read as one, or at the end.
  void skip_broken() noexcept;

 private:
  std::string_view rest_;
};

}  // namespace wms_x12
