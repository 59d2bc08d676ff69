#include "shipping_map.hpp"

#include "decimal.hpp"
#include "pattern.hpp"

namespace shipping_map {
namespace {

// Upper case, and GB for the UK that Amazon writes.
std::string country_of(std::string_view text) {
  std::string code(text);
  for (char& c : code)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return code == "UK" ? "GB" : code;
}

// A bound on something unknown does not hold.
bool within(const std::string& low, const std::string& high, const std::string& value) {
  if (low.empty() && high.empty()) return true;
  if (!is_plain_decimal(value)) return false;
  if (!low.empty() && compare_decimals(value, low) < 0) return false;
  return high.empty() || compare_decimals(value, high) <= 0;
}

struct Bounds {
  const char *low_key, *high_key;
  const std::string &low, &high;
};

void check_bounds(fairway::Findings& findings, const std::string& at, const Bounds& bounds) {
  const auto sound = [&](const char* key, const std::string& value) {
    if (value.empty() || is_plain_decimal(value)) return true;
    findings.add(std::string(key) + " must be a decimal such as 2.5", at + '/' + key);
    return false;
  };
  if (!sound(bounds.low_key, bounds.low) || !sound(bounds.high_key, bounds.high)) return;
  if (bounds.low.empty() || bounds.high.empty() || compare_decimals(bounds.low, bounds.high) <= 0) return;
  findings.add(std::string(bounds.low_key) + " is above " + bounds.high_key + ": the rule fits nothing",
               at + '/' + bounds.low_key);
}

void check_pattern(fairway::Findings& findings, const std::string& at, const std::string& pattern) {
  if (pattern.empty()) return;
  if (pattern.size() > kMaxPattern) return findings.add("a pattern has at most 200 bytes", at + "/method-matches");
  try {
    compile(pattern);
  } catch (const std::regex_error&) {
    findings.add("not a pattern that this version understands (ECMAScript, without back references)",
                 at + "/method-matches");
  }
}

}  // namespace

fairway::Description ShippingMap::describe() {
  fairway::Description description;
  description.id = "io.fairway.shipping-map";
  description.name = "shipping-map";
  description.vendor = "Fairway";
  description.version = "1.0.0";
  description.config_schema = kSchema;
  description.manifest.roles = {"shipping"};
  return description;
}

void ShippingMap::validate(fairway::Findings& findings, const Settings& settings) {
  for (std::size_t i = 0; i < settings.rules.size(); ++i) {
    const Rule& rule = settings.rules[i];
    const std::string at = "/rules/" + std::to_string(i);
    if (rule.service.empty()) findings.add("a rule needs a service", at + "/service");
    if (!rule.country.empty() && rule.country.size() != 2)
      findings.add("a country has two letters, such as US", at + "/country");
    check_pattern(findings, at, rule.method_matches);
    check_bounds(findings, at, {"min-weight", "max-weight", rule.min_weight, rule.max_weight});
    check_bounds(findings, at, {"min-value", "max-value", rule.min_value, rule.max_value});
  }
}

ShippingMap::ShippingMap(fairway::Host host, Settings given) : Channel(host, std::move(given)) {
  for (std::size_t i = 0; i < settings().rules.size(); ++i) {
    const std::string& pattern = settings().rules[i].method_matches;
    try {
      patterns_.push_back(pattern.empty() ? std::nullopt : std::optional(compile(pattern)));
    } catch (const std::regex_error&) {
      throw fairway::Error::config("not a pattern", "/rules/" + std::to_string(i) + "/method-matches");
    }
  }
}

// `method` and `category` each match the channel's text and its category: where a channel tells only the category, that
// is its text.
bool ShippingMap::fits(std::size_t index, const fairway::ShippingQuestion& question) const {
  const Rule& rule = settings().rules[index];
  const auto names = [&](const std::string& wanted) {
    return wanted.empty() || wanted == question.method || wanted == question.category;
  };
  if (!rule.store.empty() && rule.store != question.store) return false;
  if (!names(rule.method) || !names(rule.category)) return false;
  if (!rule.country.empty() && country_of(rule.country) != country_of(question.country)) return false;
  if (!within(rule.min_weight, rule.max_weight, question.weight)) return false;
  if (!within(rule.min_value, rule.max_value, question.value)) return false;
  const auto& pattern = patterns_[index];
  return !pattern || found_in(*pattern, question.method) || found_in(*pattern, question.category);
}

fairway::ShippingAnswer ShippingMap::map(const fairway::ShippingQuestion& question) {
  for (std::size_t i = 0; i < settings().rules.size(); ++i)
    if (fits(i, question)) return {settings().rules[i].service, "/rules/" + std::to_string(i)};
  return {settings().unmapped == "hold" ? "" : settings().unmapped, "/unmapped"};
}

}  // namespace shipping_map

FAIRWAY_PLUGIN(shipping_map::ShippingMap);
