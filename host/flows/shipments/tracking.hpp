// Tracking numbers against the formats of the carrier that a warehouse names. Amazon counts a right number under the wrong
// carrier against the seller, and so a typing error; but no list of formats is complete: a doubt is shown and blocks nothing.
#pragma once
#include <string>

namespace fairway::flows {

// Why `number` is hardly one of `carrier`, as the end of a sentence about it; empty: nothing speaks against it, or nothing is
// known of that carrier. Blanks and case do not matter. Pure. [any thread]
std::string tracking_doubt(const std::string& carrier, const std::string& number);

}  // namespace fairway::flows
