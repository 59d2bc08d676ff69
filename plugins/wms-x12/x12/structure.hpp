// What X12 004010 says of a set's segments and of a segment's elements, read once from the table in structure_table.cpp.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wms_x12 {

struct ElementSpec {
  char type = 'A';                 // A text, I code, N number with an implied point, R decimal, D date, T time, C composite
  std::uint16_t min = 0, max = 0;  // characters; of numbers only digits count. A composite is not looked into
  bool mandatory = false;
};

// P: all or none of them; R: at least one; C: with the first all others; L: with the first one of the others; E: one at most.
struct SyntaxNote {
  char kind = 'P';
  std::vector<std::uint8_t> positions;
};

struct SegmentSpec {
  std::string id;
  std::vector<ElementSpec> elements;
  std::vector<SyntaxNote> notes;
};

// A segment of a set, or a loop that begins with it.
struct Node {
  const SegmentSpec* segment = nullptr;  // of a loop: its first
  bool mandatory = false;
  bool guarded = false;        // a loop that stands between LS and LE only
  std::size_t most = 1;        // 0: any number
  std::vector<Node> children;  // of a loop, its first segment first
};

struct SetSpec {
  std::string id, group;
  std::vector<Node> nodes;
};

// Null: not in the table. 940, 945, 846, 944 and 997 are.
const SetSpec* find_set(std::string_view id);
const SegmentSpec* find_segment(std::string_view id);

// The notation of the table. A set: `W05! N9:10 [N1! N2:2]:10` with ! mandatory, :n at most n times (* any number), brackets
// a loop. A segment: `G62 I2 D8 T4-8 | P0102` with type, length or lengths, ! mandatory, notes behind the bar.
struct SetText {
  std::string_view id, group, segments;
};
extern const std::array<SetText, 5> kSetTexts;
extern const std::vector<std::string_view> kSegmentTexts;

}  // namespace wms_x12
