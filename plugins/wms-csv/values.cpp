#include "values.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "fairway/json.hpp"

namespace wms_csv {
namespace {

using fairway::Error;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), digit); }

struct Moment {
  unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  bool timed = false;
};

fairway::Time time_at(const Moment& m, std::int64_t offset) {
  if (m.month < 1 || m.month > 12 || m.day < 1 || m.day > fairway::json::days_in_month(m.year, m.month) || m.hour > 23 ||
      m.minute > 59 || m.second > 60)
    throw Error::rejected("no such day or time");
  const auto minutes = (fairway::json::days_from_civil(m.year, m.month, m.day) * 24 + m.hour) * 60 + m.minute - offset;
  return {(minutes * 60 + m.second) * 1000};
}

// At most `width` digits, at least one.
std::optional<unsigned> take_number(std::string_view text, std::size_t& at, std::size_t width, bool exactly = false) {
  const auto begin = at;
  unsigned value = 0;
  for (; at < text.size() && at < begin + width && digit(text[at]); ++at)
    value = value * 10 + static_cast<unsigned>(text[at] - '0');
  return at == begin || (exactly && at != begin + width) ? std::nullopt : std::optional(value);
}

// Twelve-hour time: "AM" or "PM" in either case.
bool take_half(std::string_view text, std::size_t& at, unsigned& hour) {
  if (at + 2 > text.size() || (text[at + 1] != 'M' && text[at + 1] != 'm') || hour < 1 || hour > 12) return false;
  const char half = text[at];
  if (half != 'A' && half != 'a' && half != 'P' && half != 'p') return false;
  hour = hour % 12 + (half == 'P' || half == 'p' ? 12 : 0);
  at += 2;
  return true;
}

// The part of the pattern that the text has; a date alone is enough.
std::optional<Moment> moment_of(std::string_view text, std::string_view pattern) {
  Moment m;
  std::size_t at = 0;
  const std::pair<std::string_view, unsigned Moment::*> words[] = {{"YYYY", &Moment::year}, {"MM", &Moment::month},
                                                                   {"DD", &Moment::day},    {"hh", &Moment::hour},
                                                                   {"mm", &Moment::minute}, {"ss", &Moment::second}};
  for (std::size_t p = 0; p < pattern.size();) {
    if (at == text.size() && m.year != 0 && m.month != 0 && m.day != 0) return m;
    if (pattern.substr(p, 2) == "AM") {
      if (!take_half(text, at, m.hour)) return std::nullopt;
      p += 2;
      continue;
    }
    const auto word = std::find_if(std::begin(words), std::end(words),
                                   [&](const auto& w) { return pattern.substr(p).starts_with(w.first); });
    if (word == std::end(words)) {
      if (at >= text.size() || text[at] != pattern[p]) return std::nullopt;
      ++at, ++p;
      continue;
    }
    const auto number = take_number(text, at, word->first.size(), word->first.size() == 4);
    if (!number) return std::nullopt;
    m.*word->second = *number;
    m.timed = m.timed || word->second == &Moment::hour;
    p += word->first.size();
  }
  return at == text.size() ? std::optional(m) : std::nullopt;
}

}  // namespace

std::string_view trimmed(std::string_view cell) {
  constexpr std::string_view kBlank = " \t";
  const auto begin = cell.find_first_not_of(kBlank);
  return begin == std::string_view::npos ? std::string_view()
                                         : cell.substr(begin, cell.find_last_not_of(kBlank) - begin + 1);
}

bool damaged_by_spreadsheet(std::string_view cell) {
  const auto e = cell.find_first_of("Ee");
  if (e == std::string_view::npos || e + 3 > cell.size() || cell[e + 1] != '+' || !all_digits(cell.substr(e + 2)))
    return false;
  const auto point = cell.find_first_of(".,");
  if (point == std::string_view::npos || point > e) return e == 1 && digit(cell[0]);
  return point == 1 && digit(cell[0]) && all_digits(cell.substr(2, e - 2));
}

std::int64_t quantity_of(std::string_view cell, std::string_view unit, const Settings& settings) {
  cell = trimmed(cell), unit = trimmed(unit);
  if (cell.empty()) throw Error::rejected("the quantity is missing");
  const auto point = cell.find(settings.decimal);
  const auto whole = cell.substr(0, point),
             fraction = point == std::string_view::npos ? std::string_view() : cell.substr(point + 1);
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), count);
  if (error != std::errc() || end != whole.data() + whole.size() ||
      (point != std::string_view::npos && !all_digits(fraction)))
    throw Error::rejected("the quantity is no number as 'decimal' says numbers are written");
  if (fraction.find_first_not_of('0') != std::string_view::npos)
    throw Error::rejected("the quantity is a fraction of a piece");
  if (count > 1'000'000'000 || count < -1'000'000'000) throw Error::rejected("the quantity cannot be meant");
  if (settings.units.empty()) return count;
  if (unit.empty()) throw Error::rejected("the unit is missing");
  const auto factor = settings.units.find(std::string(unit));
  if (factor == settings.units.end()) throw Error::rejected("the unit is none of those in 'units'");
  return count * factor->second;
}

Instant instant_of(std::string_view cell, const Settings& settings) {
  cell = trimmed(cell);
  if (const auto exact = fairway::time_of(cell)) return {*exact};
  const auto moment = moment_of(cell, settings.date_format);
  if (!moment) throw Error::rejected("a date is not written as 'date-format' says: " + settings.date_format);
  return {time_at(*moment, offset_minutes(settings.utc_offset)), !moment->timed};
}

std::string written(fairway::Time time, const Settings& settings) {
  const std::string iso = fairway::to_text({time.ms + offset_minutes(settings.utc_offset) * 60'000});  // 2026-03-01T08:30:00
  const bool halves = settings.date_format.find("AM") != std::string::npos;
  const int hour = std::stoi(iso.substr(11, 2));
  const std::string twelve = std::to_string(100 + (hour + 11) % 12 + 1).substr(1);
  const std::pair<std::string_view, std::string> words[] = {
      {"YYYY", iso.substr(0, 4)},     {"MM", iso.substr(5, 2)},
      {"DD", iso.substr(8, 2)},       {"hh", halves ? twelve : iso.substr(11, 2)},
      {"mm", iso.substr(14, 2)},      {"ss", iso.substr(17, 2)},
      {"AM", hour < 12 ? "AM" : "PM"}};
  std::string text;
  for (std::string_view rest = settings.date_format; !rest.empty();) {
    const auto word =
        std::find_if(std::begin(words), std::end(words), [&](const auto& w) { return rest.starts_with(w.first); });
    text += word == std::end(words) ? std::string(1, rest.front()) : word->second;
    rest.remove_prefix(word == std::end(words) ? 1 : word->first.size());
  }
  return text;
}

std::int64_t offset_minutes(std::string_view text) {
  std::size_t at = 1;
  const auto wrong = Error::config("an offset such as +01:00 is needed", "/utc-offset");
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') throw wrong;
  const auto hours = take_number(text, at, 2, true);
  const auto minutes = take_number(text, at = 4, 2, true);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) throw wrong;
  return (text[0] == '-' ? -1 : 1) * static_cast<std::int64_t>(*hours * 60 + *minutes);
}

fairway::Time instant_in_name(std::string_view name, const Settings& settings) {
  for (std::size_t begin = 0; begin + 8 <= name.size(); ++begin) {
    if (begin > 0 && digit(name[begin - 1])) continue;
    std::size_t at = begin;
    const auto skip = [&](std::string_view set) {
      if (at < name.size() && set.find(name[at]) != std::string_view::npos) ++at;
    };
    const auto year = take_number(name, at, 4, true);
    skip("-_");
    const auto month = take_number(name, at, 2, true);
    skip("-_");
    const auto day = take_number(name, at, 2, true);
    if (!year || !month || !day || *year < 2000 || *month < 1 || *month > 12 || *day < 1) continue;
    Moment m{*year, *month, *day};
    const auto end_of_date = at;
    skip("Tt_-");
    const auto hour = take_number(name, at, 2, true);
    skip("-_");
    const auto minute = hour ? take_number(name, at, 2, true) : std::nullopt;
    if (minute) {
      m.hour = *hour, m.minute = *minute;
      const auto before = at;
      skip("-_");
      if (const auto second = take_number(name, at, 2, true)) m.second = *second;
      else at = before;
    } else {
      at = end_of_date;
    }
    const bool utc = at < name.size() && (name[at] == 'Z' || name[at] == 'z');
    return time_at(m, utc ? 0 : offset_minutes(settings.utc_offset));
  }
  throw Error::rejected("the file's name says no time, as stock.as-of: file-name asks of it");
}

}  // namespace wms_csv
