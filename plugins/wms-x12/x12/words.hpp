// The codes of a 997 and a TA1, and what stands in the elements of a 940, in words that an operator can act on.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace wms_x12 {

std::string element_words(std::string_view code);  // AK403: "has an unknown code"
std::string segment_words(std::string_view code);  // AK304: "is missing"
std::string set_words(std::string_view code);      // AK502 to AK506: "its trailer is missing"
std::string group_words(std::string_view code);    // AK905 to AK909: "its sets are counted wrongly"
std::string ta1_words(std::string_view code);      // TA105: "the interchange's control numbers differ (TA1 note 001)"

// What stands in an element of a segment that our 940 has: ("W66", 5) is "routing". Empty: no name for it here.
std::string_view element_name(std::string_view segment, std::size_t position);

}  // namespace wms_x12
