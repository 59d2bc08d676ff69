#include "listing_values.hpp"

#include <algorithm>
#include <array>

#include "fairway/json/time.hpp"
#include "text.hpp"

namespace amazon {
namespace {

constexpr std::size_t kPriceDigits = 15;
constexpr std::int64_t kLargestCount = 999'999'999;

bool digit(char c) { return c >= '0' && c <= '9'; }

// A number without what only groups by its look: blanks, also those that do not break (U+00A0, U+202F), and apostrophes (U+2019
// too). Empty: too long, or with something else in it.
struct BareNumber {
  std::array<char, 32> text;
  std::size_t size = 0;
  std::string_view view() const { return {text.data(), size}; }
};

BareNumber bare_number(std::string_view from) {
  BareNumber to;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto rest = from.substr(i);
    if (from[i] == ' ' || from[i] == '\'') continue;
    if (rest.starts_with("\xC2\xA0")) {
      ++i;
      continue;
    }
    if (rest.starts_with("\xE2\x80\xAF") || rest.starts_with("\xE2\x80\x99")) {
      i += 2;
      continue;
    }
    if ((!digit(from[i]) && from[i] != '.' && from[i] != ',') || to.size == to.text.size()) return {};
    to.text[to.size++] = from[i];
  }
  return to;
}

// Where the decimals begin, behind their separator; npos: there are none.
std::size_t decimals_at(std::string_view text) {
  const auto last = text.find_last_of(".,");
  if (last == std::string_view::npos) return last;
  const bool both = text.find(text[last] == '.' ? ',' : '.') != std::string_view::npos;
  const bool once = text.find(text[last]) == last;
  const bool leading_zero = text[0] == '0' && last == 1;  // "0.125" groups nothing
  const bool decimal = both ? once : once && (text.size() - last != 4 || last == 0 || last > 3 || leading_zero);
  return decimal ? last + 1 : std::string_view::npos;
}

// "1.234.567": groups of three behind the first, all with one separator.
bool grouped_well(std::string_view whole) {
  const auto first = whole.find_first_of(".,");
  if (first == std::string_view::npos) return true;
  if (first == 0 || first > 3 || (whole.size() - first) % 4 != 0) return false;
  for (std::size_t i = first; i < whole.size(); ++i)
    if ((i - first) % 4 == 0 ? whole[i] != whole[first] : !digit(whole[i])) return false;
  return true;
}

struct Zone {
  std::string_view name;
  int minutes;  // east of Greenwich
};
// Those in which Amazon's shops keep time, by Java's names. MET is what it calls Central Europe's.
constexpr Zone kZones[] = {{"PST", -480}, {"PDT", -420}, {"MST", -420}, {"MDT", -360},  {"CST", -360}, {"CDT", -300},
                           {"EST", -300}, {"EDT", -240}, {"BRT", -180}, {"BRST", -120}, {"GMT", 0},    {"UTC", 0},
                           {"WET", 0},    {"BST", 60},   {"WEST", 60},  {"MET", 60},    {"CET", 60},   {"MEST", 120},
                           {"CEST", 120}, {"EET", 120},  {"SAST", 120}, {"EEST", 180},  {"TRT", 180},  {"GST", 240},
                           {"SGT", 480},  {"JST", 540},  {"AEST", 600}, {"AEDT", 660}};

std::optional<int> zone_minutes(std::string_view name, std::string_view country) {
  for (const auto& zone : kZones)
    if (zone.name == name) return zone.minutes;
  if (name == "IST" && country == "IN") return 330;
  return std::nullopt;
}

// Digits of a fixed number, with `between` behind them; -1: there are others.
int take_number(std::string_view& text, std::size_t width, std::string_view between) {
  if (text.size() < width || !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(width), digit)) return -1;
  int value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value * 10 + (text[i] - '0');
  text.remove_prefix(width);
  if (between.empty()) return value;
  if (text.empty() || between.find(text.front()) == std::string_view::npos) return -1;
  text.remove_prefix(1);
  return value;
}

struct Day {
  int year = -1, month = -1, day = -1;
  bool sound() const {
    return year >= 1990 && month >= 1 && month <= 12 && day >= 1 &&
           day <= static_cast<int>(fairway::json::days_in_month(year, static_cast<unsigned>(month)));
  }
};

Day take_day(std::string_view& text, bool day_first) {
  Day day;
  if (day_first) {
    day.day = take_number(text, 2, "/.-");
    day.month = take_number(text, 2, "/.-");
    day.year = take_number(text, 4, " T");
  } else {
    day.year = take_number(text, 4, "/.-");
    day.month = take_number(text, 2, "/.-");
    day.day = take_number(text, 2, " T");
  }
  return day;
}

template <class E, std::size_t N>
void read_code(std::string_view text, const std::pair<std::string_view, E> (&table)[N], fairway::Open<E>& out) {
  out.value = E::unknown;
  out.raw.clear();
  for (const auto& [code, value] : table)
    if (code.size() == text.size() &&
        std::equal(code.begin(), code.end(), text.begin(), [](char a, char b) { return lower(a) == lower(b); })) {
      out.value = value;
      return;
    }
  out.raw = text;
}

}  // namespace

bool read_decimal(std::string_view text, std::string& out) {
  const auto digits = bare_number(text);
  const auto plain = digits.view();
  const auto decimals = decimals_at(plain);
  const auto whole = plain.substr(0, decimals == std::string_view::npos ? plain.size() : decimals - 1);
  const auto rest = decimals == std::string_view::npos ? std::string_view() : plain.substr(decimals);
  if (!grouped_well(whole) || !std::all_of(rest.begin(), rest.end(), digit) || (whole.empty() && rest.empty())) return false;
  out.clear();
  for (const char c : whole)
    if (digit(c) && (c != '0' || !out.empty())) out += c;
  if (out.empty()) out = "0";
  if (!rest.empty()) (out += '.') += rest;
  return out.size() - (rest.empty() ? 0 : 1) <= kPriceDigits;
}

std::optional<std::int64_t> read_count(std::string_view text) {
  std::int64_t value = 0;
  if (text.size() <= 9 && !text.empty() && std::all_of(text.begin(), text.end(), digit)) {
    for (const char c : text) value = value * 10 + (c - '0');
    return value;
  }
  std::string plain;
  if (!read_decimal(text, plain)) return std::nullopt;
  const auto point = plain.find('.');
  if (point != std::string::npos && plain.find_first_not_of('0', point + 1) != std::string::npos) return std::nullopt;
  for (const char c : plain.substr(0, point)) value = value * 10 + (c - '0');
  return value <= kLargestCount ? std::optional(value) : std::nullopt;
}

std::optional<fairway::Time> read_open_date(std::string_view text, std::string_view country) {
  const auto blank = text.rfind(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto minutes = zone_minutes(text.substr(blank + 1), country);
  if (!minutes) return std::nullopt;
  text = text.substr(0, blank);
  const bool day_first = text.size() > 2 && !digit(text[2]);
  if (day_first && *minutes < 0) return std::nullopt;  // in America the month may come first
  const Day day = take_day(text, day_first);
  const int hour = take_number(text, 2, ":"), minute = take_number(text, 2, ":"), second = take_number(text, 2, "");
  if (!day.sound() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 || !text.empty())
    return std::nullopt;
  const auto days =
      fairway::json::days_from_civil(day.year, static_cast<unsigned>(day.month), static_cast<unsigned>(day.day));
  return fairway::Time{(((days * 24 + hour) * 60 + minute - *minutes) * 60 + second) * 1000};
}

void read_status(std::string_view text, fairway::Open<fairway::ListingStatus>& out) {
  using S = fairway::ListingStatus;
  static constexpr std::pair<std::string_view, S> kTable[] = {
      {"Active", S::active}, {"Inactive", S::inactive}, {"Incomplete", S::incomplete}, {"Closed", S::closed}};
  read_code(text, kTable, out);
}

void read_channel(std::string_view text, fairway::Open<fairway::FulfilledBy>& out) {
  using F = fairway::FulfilledBy;
  static constexpr std::pair<std::string_view, F> kTable[] = {{"DEFAULT", F::merchant}};
  read_code(text, kTable, out);
  if (out.raw.starts_with("AMAZON_")) out.value = F::amazon, out.raw.clear();
}

// Codes: "Item condition" of the inventory file templates of Seller Central.
constexpr std::pair<std::string_view, fairway::Condition> kConditions[] = {
    {"11", fairway::Condition::new_},
    {"10", fairway::Condition::refurbished},
    {"1", fairway::Condition::used_like_new},
    {"2", fairway::Condition::used_very_good},
    {"3", fairway::Condition::used_good},
    {"4", fairway::Condition::used_acceptable},
    {"5", fairway::Condition::collectible_like_new},
    {"6", fairway::Condition::collectible_very_good},
    {"7", fairway::Condition::collectible_good},
    {"8", fairway::Condition::collectible_acceptable}};

void read_condition(std::string_view text, fairway::Open<fairway::Condition>& out) { read_code(text, kConditions, out); }

std::string_view condition_code(fairway::Condition condition) {
  for (const auto& [code, meaning] : kConditions)
    if (meaning == condition) return code;
  return {};
}

bool is_asin(std::string_view text) {
  return text.size() == 10 && (text[0] == 'B' || digit(text[0])) &&
         std::all_of(text.begin(), text.end(), [](char c) { return digit(c) || (c >= 'A' && c <= 'Z'); });
}

}  // namespace amazon
