#include "content_values.hpp"

#include <algorithm>

#include "listing_body.hpp"

namespace amazon {
namespace {

using fairway::JsonView;

// Where nothing is known of an attribute: those that are texts for people.
constexpr std::string_view kSpoken[] = {"brand",           "bullet_point", "color",
                                        "generic_keyword", "item_name",    "product_description"};

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool reads_as(const std::string& type, const std::string& value) {
  fairway::JsonError error;
  double number = 0;
  std::int64_t whole = 0;
  bool flag = false;
  if (type == "integer") return fairway::read_json(value, whole, error);
  if (type == "number") return fairway::read_json(value, number, error);
  return type != "boolean" || fairway::read_json(value, flag, error);
}

std::string scalar_json(const DefinedValue* rule, const std::string& value) {
  const bool plain = rule && (rule->type == "integer" || rule->type == "number" || rule->type == "boolean");
  return plain && reads_as(rule->type, value) ? value : fairway::to_json(value);
}

// Paths as nested objects, in the order in which their first parts come.
using Paths = std::vector<std::pair<std::string, std::string>>;
std::string nested_json(const Paths& paths) {
  std::vector<std::string> done;
  std::string out;
  for (const auto& [path, json] : paths) {
    const auto first = path.substr(0, path.find('.'));
    if (std::find(done.begin(), done.end(), first) != done.end()) continue;
    done.push_back(first);
    Paths inner;
    for (const auto& [other, value] : paths)
      if (other.starts_with(first + '.')) inner.emplace_back(other.substr(first.size() + 1), value);
    out += (out.empty() ? "" : ",") + fairway::to_json(first) + ':' + (inner.empty() ? json : nested_json(inner));
  }
  return '{' + out + '}';
}

std::string canonical(const JsonView& value) {
  std::string out;
  if (value.is_array()) {
    for (const auto& one : value.items()) out += (out.empty() ? "" : ",") + canonical(one);
    return '[' + out + ']';
  }
  if (!value.is_object()) return value.is_string() ? fairway::to_json(value.text()) : std::string(value.raw());
  std::map<std::string, std::string> members;
  for (const auto& [name, member] : value.members()) members[name] = canonical(member);
  for (const auto& [name, text] : members) out += (out.empty() ? "" : ",") + name + ':' + text;
  return '{' + out + '}';
}

std::vector<std::string> instances_in(std::string_view list, std::string_view language) {
  std::vector<std::string> out;
  for (const auto& one : JsonView::parse(list).items())
    if (language.empty() || !one["language_tag"] || one["language_tag"].text() == language) out.push_back(canonical(one));
  return out;
}

// Without a path the one value that it has.
JsonView part_of(const JsonView& instance, std::string path) {
  if (path.empty()) {
    std::vector<JsonView> own;
    for (const auto& [name, value] : instance.members())
      if (name != "marketplace_id" && name != "language_tag") own.push_back(value);
    return own.size() == 1 ? own.front() : instance["value"];
  }
  auto at = instance;
  while (!path.empty()) {
    const auto dot = path.find('.');
    at = at[path.substr(0, dot)];
    path = dot == std::string::npos ? "" : path.substr(dot + 1);
  }
  return at;
}

std::string list_of_paths(const DefinedAttribute& attribute) {
  std::string out;
  for (const auto& value : attribute.values) out += (out.empty() ? "" : ", ") + attribute.name + '.' + value.path;
  return out;
}

std::string some_of(const std::vector<std::string>& allowed) {
  constexpr std::size_t kShown = 20;
  std::string out;
  for (std::size_t i = 0; i < std::min(kShown, allowed.size()); ++i) out += (i == 0 ? "" : ", ") + allowed[i];
  return out + (allowed.size() > kShown ? " …" : "");
}

}  // namespace

remote::ItemIssue fault(const char* code, const std::string& attribute, std::string message) {
  return {code, std::move(message), "ERROR", {attribute}, {}};
}

const DefinedValue* AttributeValues::value_at(std::string& path, std::vector<remote::ItemIssue>& faults) const {
  const auto& values = defined_->values;
  if (path.empty()) path = values.size() == 1 ? values.front().path : "value";
  const auto found = std::find_if(values.begin(), values.end(), [&](const auto& one) { return one.path == path; });
  if (found != values.end()) return &*found;
  if (!values.empty())
    faults.push_back(
        fault("schema/unknown", name_, "'" + name_ + "' has no part '" + path + "': " + list_of_paths(*defined_)));
  return nullptr;
}

void AttributeValues::check(const DefinedValue& rule, const std::string& value,
                            std::vector<remote::ItemIssue>& faults) const {
  const auto say = [&](const char* code, const std::string& why) {
    faults.push_back(fault(code, name_, "'" + name_ + "' " + why));
  };
  if (!rule.allowed.empty() && std::find(rule.allowed.begin(), rule.allowed.end(), value) == rule.allowed.end())
    say("schema/not-allowed", "cannot be this value; allowed are " + some_of(rule.allowed));
  if (!reads_as(rule.type, value)) say("schema/wrong-type", "must be of the type " + rule.type);
  if (const auto length = code_points(value); rule.max_length > 0 && length > static_cast<std::size_t>(rule.max_length))
    say("schema/too-long", "has " + std::to_string(length) + " characters, allowed are " + std::to_string(rule.max_length));
  else if (rule.max_bytes > 0 && value.size() > static_cast<std::size_t>(rule.max_bytes))
    say("schema/too-long",
        "has " + std::to_string(value.size()) + " bytes in UTF-8, allowed are " + std::to_string(rule.max_bytes));
}

void AttributeValues::add(std::string path, const std::vector<std::string>& values, std::vector<remote::ItemIssue>& faults) {
  const auto* rule = defined_ ? value_at(path, faults) : nullptr;
  if (path.empty()) path = "value";
  if (defined_ && defined_->most > 0 && values.size() > static_cast<std::size_t>(defined_->most))
    faults.push_back(fault(
        "schema/too-many", name_,
        "'" + name_ + "' has " + std::to_string(values.size()) + " values, allowed are " + std::to_string(defined_->most)));
  if (instances_.size() < values.size()) instances_.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (rule) check(*rule, values[i], faults);
    instances_[i].emplace_back(path, scalar_json(rule, values[i]));
  }
}

std::string AttributeValues::json(const MarketplaceName& marketplace) const {
  const bool spoken =
      defined_ ? defined_->spoken : std::find(std::begin(kSpoken), std::end(kSpoken), name_) != std::end(kSpoken);
  std::string out;
  for (auto instance : instances_) {
    if (spoken) instance.emplace_back("language_tag", fairway::to_json(language_tag(marketplace)));
    instance.emplace_back("marketplace_id", fairway::to_json(std::string(marketplace.marketplace->id)));
    out += (out.empty() ? "" : ",") + nested_json(instance);
  }
  return '[' + out + ']';
}

std::vector<std::string> values_shown(const std::map<std::string, fairway::RawJson>& attributes, const std::string& name,
                                      std::string_view language) {
  const auto dot = name.find('.');
  const auto found = attributes.find(name.substr(0, dot));
  std::vector<std::string> out;
  if (found == attributes.end()) return out;
  const auto path = dot == std::string::npos ? std::string() : name.substr(dot + 1);
  for (const auto& one : JsonView::parse(found->second.text).items()) {
    if (one["language_tag"] && one["language_tag"].text() != language) continue;
    if (const auto value = part_of(one, path)) out.push_back(value.is_string() ? value.text() : std::string(value.raw()));
  }
  return out;
}

bool same_instances(std::string_view there, std::string_view here, std::string_view language) {
  return instances_in(there, language) == instances_in(here, "");
}

}  // namespace amazon
