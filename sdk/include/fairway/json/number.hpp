// Numbers between text and value. No locale, and no std::from_chars for double, which libc++ 14 lacks.
#pragma once
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace fairway::json {

// End of the JSON number at p, or p itself when there is none.
inline const char* scan_number(const char* p, const char* end) noexcept {
  const auto digit = [&](const char* q) { return q != end && *q >= '0' && *q <= '9'; };
  const char* const begin = p;
  if (p != end && *p == '-') ++p;
  if (!digit(p)) return begin;
  if (*p == '0') ++p;
  else
    while (digit(p)) ++p;
  if (p != end && *p == '.') {
    if (!digit(++p)) return begin;
    while (digit(p)) ++p;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '+' || *p == '-')) ++p;
    if (!digit(p)) return begin;
    while (digit(p)) ++p;
  }
  return p;
}

inline bool is_number(std::string_view text) noexcept {
  return !text.empty() && scan_number(text.data(), text.data() + text.size()) == text.data() + text.size();
}

// Optional minus, digits, optional fraction: what an amount may look like. "19.90", not "1e3", ".5" or "007".
inline bool is_decimal(std::string_view text) noexcept {
  return is_number(text) && text.find_first_of("eE") == std::string_view::npos;
}

// Nearest double of a JSON number; nullopt when it is none or too large.
inline std::optional<double> parse_double(std::string_view text) {
  if (!is_number(text)) return std::nullopt;
  std::string_view rest = text;
  const bool negative = rest.front() == '-';
  if (negative) rest.remove_prefix(1);
  std::string digits;  // all of them, without the point: strtod would look for the locale's
  long exponent = 0;
  std::uint64_t mantissa = 0;
  bool fraction = false;
  std::size_t i = 0;
  for (; i < rest.size() && rest[i] != 'e' && rest[i] != 'E'; ++i) {
    if (rest[i] == '.') {
      fraction = true;
      continue;
    }
    digits.push_back(rest[i]);
    if (digits.size() <= 18) mantissa = mantissa * 10 + static_cast<std::uint64_t>(rest[i] - '0');
    if (fraction) --exponent;
  }
  if (i < rest.size()) {
    long written = 0;
    const char* from = rest.data() + i + 1;
    const bool minus = *from == '-';
    if (*from == '+' || *from == '-') ++from;
    if (std::from_chars(from, rest.data() + rest.size(), written).ec != std::errc{}) written = 1'000'000;
    exponent += minus ? -written : written;
  }
  double value;
  static constexpr double kPowers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11};
  if (digits.size() <= 15 && exponent >= -11 && exponent <= 11) {  // both exact, so one rounding
    value = static_cast<double>(mantissa);
    value = exponent < 0 ? value / kPowers[-exponent] : value * kPowers[exponent];
  } else {
    digits += 'e' + std::to_string(exponent);
    value = std::strtod(digits.c_str(), nullptr);
  }
  if (value > std::numeric_limits<double>::max()) return std::nullopt;
  return negative ? -value : value;
}

// A whole number in range; "5.00" and "5e2" are whole. nullopt otherwise.
template <class I>
std::optional<I> parse_integer(std::string_view text) {
  I value{};
  const char* const end = text.data() + text.size();
  if (!is_number(text)) return std::nullopt;
  if (const auto [stop, ec] = std::from_chars(text.data(), end, value); stop == end)
    return ec == std::errc{} ? std::optional(value) : std::nullopt;
  const auto whole = parse_double(text);
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!whole || *whole < -kExact || *whole > kExact) return std::nullopt;
  if (static_cast<double>(static_cast<std::int64_t>(*whole)) != *whole) return std::nullopt;
  if (std::is_unsigned_v<I> && *whole < 0) return std::nullopt;
  if constexpr (sizeof(I) < 8) {
    if (*whole < static_cast<double>(std::numeric_limits<I>::min()) ||
        *whole > static_cast<double>(std::numeric_limits<I>::max()))
      return std::nullopt;
  }
  return static_cast<I>(*whole);
}

template <class N>
void append_number(std::string& out, N value) {
  char buffer[40];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);  // shortest text that reads back the same
}

}  // namespace fairway::json
