// How many units one line, parcel or level may speak of.
#pragma once
#include <cstdint>

namespace fairway::flows {

// More is a slip, and would wrap around where quantities are added up.
inline constexpr std::int64_t kMostUnits = 1'000'000'000;

}  // namespace fairway::flows
