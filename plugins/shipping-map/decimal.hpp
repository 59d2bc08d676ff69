// Decimals as text, compared digit by digit: 0.1 is 0.1, and 2.50 is 2.5.
#pragma once
#include <compare>
#include <string_view>

namespace shipping_map {

// Digits with an optional fraction: "5", "0.25". No sign, no exponent.
inline bool is_plain_decimal(std::string_view text) noexcept {
  const auto digits = [](std::string_view part) {
    if (part.empty()) return false;
    for (const char c : part)
      if (c < '0' || c > '9') return false;
    return true;
  };
  const auto point = text.find('.');
  if (point == std::string_view::npos) return digits(text);
  return digits(text.substr(0, point)) && digits(text.substr(point + 1));
}

// Both must be plain decimals.
inline std::strong_ordering compare_decimals(std::string_view a, std::string_view b) noexcept {
  struct Parts {
    std::string_view whole, fraction;
  };
  const auto split = [](std::string_view text) {
    const auto point = text.find('.');
    Parts parts{text.substr(0, point), point == std::string_view::npos ? std::string_view() : text.substr(point + 1)};
    while (!parts.whole.empty() && parts.whole.front() == '0') parts.whole.remove_prefix(1);
    while (!parts.fraction.empty() && parts.fraction.back() == '0') parts.fraction.remove_suffix(1);
    return parts;
  };
  const Parts left = split(a), right = split(b);
  if (const auto by_length = left.whole.size() <=> right.whole.size(); by_length != 0) return by_length;
  if (const int by_whole = left.whole.compare(right.whole); by_whole != 0) return by_whole <=> 0;
  return left.fraction.compare(right.fraction) <=> 0;
}

}  // namespace shipping_map
