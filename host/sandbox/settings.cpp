#include "host/sandbox/settings.hpp"

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

using Member = std::variant<double Settings::*, bool Settings::*, Millis Settings::*, int Settings::*,
                            std::int64_t Settings::*, std::string Settings::*>;
struct Known {
  std::string_view name;
  Member member;
  std::string_view choices{};  // of a text, with blanks around each; empty: any
};
constexpr Known kKnown[] = {
    {"scale", &Settings::scale},
    {"rates", &Settings::rates},
    {"lag", &Settings::lag},
    {"token_life", &Settings::token_life},
    {"wms_token_life", &Settings::wms_token_life},
    {"feed_queue", &Settings::feed_queue},
    {"feed_work", &Settings::feed_work},
    {"report_queue", &Settings::report_queue},
    {"report_work", &Settings::report_work},
    {"report_lag", &Settings::report_lag},
    {"listing_lag", &Settings::listing_lag},
    {"report_charset", &Settings::report_charset, " UTF-8 Cp1252 Shift_JIS "},
    {"report_headers", &Settings::report_headers, " en de ja "},
    {"report_without", &Settings::report_without},
    {"report_with", &Settings::report_with},
    {"pending_for", &Settings::pending_for},
    {"auto_ship", &Settings::auto_ship},
    {"accept_delay", &Settings::accept_delay},
    {"ship_delay", &Settings::ship_delay},
    {"partial_share", &Settings::partial_share},
    {"duplicate_status", &Settings::duplicate_status},
    {"default_stock", &Settings::default_stock},
    {"wms_per_minute", &Settings::wms_per_minute},
    {"wms_page", &Settings::wms_page},
};

bool assign(double& to, const json::value& from) {
  json::error_code error;
  if (!from.is_number()) return false;
  to = from.to_number<double>(error);
  return !error && to >= 0;
}
bool assign(bool& to, const json::value& from) {
  if (!from.is_bool()) return false;
  to = from.get_bool();
  return true;
}
bool assign(Millis& to, const json::value& from) {
  const auto read = duration_of(from);
  if (read) to = *read;
  return read.has_value();
}
bool assign(std::string& to, const json::value& from) {
  if (!from.is_string()) return false;
  to = from.get_string();
  return true;
}
template <class T>
requires std::is_integral_v<T>
bool assign(T& to, const json::value& from) {
  json::error_code error;
  if (!from.is_number()) return false;
  to = from.to_number<T>(error);
  return !error && to >= 0;
}

json::value shown(double value) { return value; }
json::value shown(bool value) { return value; }
json::value shown(Millis value) { return json::string(format_duration(value)); }
json::value shown(int value) { return value; }
json::value shown(std::int64_t value) { return value; }
json::value shown(const std::string& value) { return json::string(value); }

bool among_choices(const Known& known, const json::value& value) {
  if (known.choices.empty() || !value.is_string() || value.get_string().empty()) return true;
  return known.choices.find(fmt::format(" {} ", std::string_view(value.get_string()))) != std::string_view::npos;
}

}  // namespace

std::optional<Millis> duration_of(const json::value& value) {
  if (value.is_string()) return parse_duration(value.get_string());
  json::error_code error;
  const auto count = value.is_number() ? value.to_number<std::int64_t>(error) : -1;
  if (error || count < 0) return std::nullopt;
  return Millis(count);
}

json::object describe(const Settings& settings) {
  json::object out;
  for (const auto& known : kKnown) std::visit([&](auto member) { out[known.name] = shown(settings.*member); }, known.member);
  return out;
}

Result<Settings> amended(Settings settings, const json::object& changes) {
  for (const auto& change : changes) {
    const std::string_view name = change.key();
    const auto* known = std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& k) { return k.name == name; });
    if (known == std::end(kKnown)) return fail(FW_E_INVALID, fmt::format("no setting '{}'", printable(name, 60)));
    const bool taken = among_choices(*known, change.value()) &&
                       std::visit([&](auto member) { return assign(settings.*member, change.value()); }, known->member);
    if (!taken) return fail(FW_E_INVALID, fmt::format("setting '{}' has a wrong value", name));
  }
  return settings;
}

}  // namespace fairway::sandbox
