// RFC 3339 instants to and from milliseconds since 1970.
#pragma once
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "fairway/types.hpp"

namespace fairway {

namespace json {

// Days since 1970-01-01 of a Gregorian date, and back (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
constexpr std::int64_t days_from_civil(std::int64_t y, unsigned m, unsigned d) noexcept {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const auto yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

struct Civil {
  std::int64_t year;
  unsigned month, day;
};
constexpr Civil civil_from_days(std::int64_t z) noexcept {
  z += 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const auto doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned month = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<std::int64_t>(yoe) + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

constexpr unsigned days_in_month(std::int64_t y, unsigned m) noexcept {
  constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) ? 29 : kDays[m - 1];
}

constexpr std::int64_t kFirstMs = -62167219200000, kLastMs = 253402300799999;  // years 0000 to 9999

}  // namespace json

// "2026-03-01T09:30:00.250+01:00". Any offset, any number of decimals (cut to milliseconds), a leap second, T or blank
// between the halves, lower case: all that RFC 3339 §5.6 allows. An instant without an offset is not one: nullopt.
inline std::optional<Time> time_of(std::string_view text) noexcept {
  std::size_t at = 0;
  bool sound = true;
  const auto number = [&](int width) {
    unsigned value = 0;
    for (int i = 0; i < width; ++i, ++at) {
      if (at >= text.size() || text[at] < '0' || text[at] > '9') return sound = false, 0u;
      value = value * 10 + static_cast<unsigned>(text[at] - '0');
    }
    return value;
  };
  const auto one_of = [&](std::string_view set) {
    if (at < text.size() && set.find(text[at]) != std::string_view::npos) return text[at++];
    return sound = false, '\0';
  };
  const unsigned year = number(4);
  one_of("-");
  const unsigned month = number(2);
  one_of("-");
  const unsigned day = number(2);
  one_of("Tt ");
  const unsigned hour = number(2);
  one_of(":");
  const unsigned minute = number(2);
  one_of(":");
  const unsigned second = number(2);
  if (!sound || month < 1 || month > 12 || day < 1 || day > json::days_in_month(year, month) || hour > 23 || minute > 59 ||
      second > 60)
    return std::nullopt;
  std::int64_t milliseconds = 0;
  if (at < text.size() && text[at] == '.') {
    ++at;
    std::int64_t scale = 100;
    const std::size_t first = at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      milliseconds += (text[at] - '0') * scale;
    if (at == first) return std::nullopt;
  }
  std::int64_t offset = 0;
  const char zone = one_of("Zz+-");
  if (zone == '+' || zone == '-') {
    const unsigned hours = number(2);
    one_of(":");
    const unsigned minutes = number(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    offset = (zone == '+' ? 1 : -1) * static_cast<std::int64_t>(hours * 60 + minutes);
  }
  if (!sound || at != text.size()) return std::nullopt;
  const std::int64_t minutes = (json::days_from_civil(year, month, day) * 24 + hour) * 60 + minute - offset;
  const Time time{(minutes * 60 + second) * 1000 + milliseconds};
  if (time.ms < json::kFirstMs || time.ms > json::kLastMs) return std::nullopt;  // the offset carried it out of the calendar
  return time;
}

// "2026-03-01T08:30:00.250Z"; without the fraction when it is zero. Empty for an instant outside the years 0000 to 9999.
inline std::string to_text(Time time) {
  if (time.ms < json::kFirstMs || time.ms > json::kLastMs) return {};
  const std::int64_t day_ms = 86'400'000;
  std::int64_t days = time.ms / day_ms, rest = time.ms % day_ms;
  if (rest < 0) --days, rest += day_ms;
  const auto [year, month, day] = json::civil_from_days(days);
  const auto seconds = static_cast<unsigned>(rest / 1000), fraction = static_cast<unsigned>(rest % 1000);
  std::string text = "0000-00-00T00:00:00";
  const auto put = [&](std::size_t at, int width, unsigned value) {
    for (int i = width - 1; i >= 0; --i, value /= 10)
      text[at + static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
  };
  put(0, 4, static_cast<unsigned>(year)), put(5, 2, month), put(8, 2, day);
  put(11, 2, seconds / 3600), put(14, 2, seconds / 60 % 60), put(17, 2, seconds % 60);
  if (fraction != 0) text += ".000", put(20, 3, fraction);
  return text += 'Z';
}

}  // namespace fairway
