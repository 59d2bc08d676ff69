// What X12 can carry. It has no way to escape a separator and a small character set, so text is replaced or refused, by this
// one rule; and nothing is cut off.
#pragma once
#include <string>
#include <string_view>

#include "x12/segment.hpp"

namespace wms_x12 {

struct TextRule {
  Separators separators;
  bool basic = false;    // capitals, digits, blank and !"&'()*+,-./:;?= only; else all printable characters of ASCII
  bool replace = false;  // what has no likeness becomes a question mark; else it is refused
};

// For people: trimmed, each run of blanks one blank, line ends and separators blanks, letters with marks the letter, capitals
// where nothing else is taken. Throws Error REJECTED at `pointer` for what has no likeness, and where more than `most`
// characters come out (0: any number).
std::string carry(const TextRule& rule, std::string_view text, std::size_t most, const std::string& pointer);

// What a partner wrote, as UTF-8: bytes that are no UTF-8 are taken for Latin-1, which old systems write.
std::string as_utf8(std::string bytes);

// For machines: as it is, or refused. A SKU or a reference that is changed means something else.
std::string carry_exact(const TextRule& rule, std::string_view text, std::size_t most, const std::string& pointer);

}  // namespace wms_x12
