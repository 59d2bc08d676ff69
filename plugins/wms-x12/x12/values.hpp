// Dates, times and numbers as X12 writes them.
#pragma once
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wms_x12 {

// A whole number, also written as a decimal whose fraction is zero ("120", "120.0"). None: it is no such number.
inline std::optional<std::int64_t> read_whole(std::string_view text) {
  const auto point = text.find('.');
  if (point != std::string_view::npos) {
    if (text.find_first_not_of('0', point + 1) != std::string_view::npos) return std::nullopt;
    text = text.substr(0, point);
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

namespace detail {

inline std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace detail

// CCYYMMDD, or YYMMDD of the envelope, which means 2000 to 2099. Days since 1970.
inline std::optional<std::chrono::sys_days> read_date(std::string_view text) {
  if (text.size() != 6 && text.size() != 8) return std::nullopt;
  const std::size_t years = text.size() - 4;
  const auto year = detail::digits(text, 0, years), month = detail::digits(text, years, 2),
             day = detail::digits(text, years + 2, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(years == 2 ? 2000 + *year : *year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

// HHMM, HHMMSS or HHMMSSd(d): milliseconds of the day.
inline std::optional<std::int64_t> read_time(std::string_view text) {
  if (text.size() < 4 || text.size() > 8 || text.size() == 5) return std::nullopt;
  const auto hour = detail::digits(text, 0, 2), minute = detail::digits(text, 2, 2);
  const auto second = text.size() >= 6 ? detail::digits(text, 4, 2) : std::optional<int>(0);
  const auto rest = text.size() > 6 ? detail::digits(text, 6, text.size() - 6) : std::optional<int>(0);
  if (!hour || !minute || !second || !rest || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return ((*hour * 60 + *minute) * 60 + *second) * 1000ll;
}

// "20261122" and "0930" of a time in milliseconds since 1970.
inline std::string date_text(std::int64_t ms) {
  const auto days =
      std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms)));
  const std::chrono::year_month_day date(days);
  const auto number = static_cast<int>(date.year()) * 10000 + static_cast<int>(static_cast<unsigned>(date.month())) * 100 +
                      static_cast<int>(static_cast<unsigned>(date.day()));
  return std::to_string(number);
}
inline std::string time_text(std::int64_t ms) {
  constexpr std::int64_t kDay = 24 * 3'600'000;
  const auto minutes = ((ms % kDay + kDay) % kDay) / 60'000;
  const auto number = std::to_string(10'000 + minutes / 60 * 100 + minutes % 60);
  return number.substr(1);
}

// A number of n digits with zeros before it.
inline std::string padded(std::uint64_t number, std::size_t digits) {
  auto text = std::to_string(number);
  return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

}  // namespace wms_x12
