#include "host/config/schema.hpp"

#include "host/config/settings.hpp"
#include "host/config/settings_schema.hpp"

namespace fairway::config {
namespace {

constexpr const char* kDraft = "https://json-schema.org/draft/2020-12/schema";
// Where a value may be given by reference: what ${…} stands for is checked when it is read.
constexpr const char* kReference = "\\$\\{(env|file|sealed):[^}]+\\}";

json::array list_of(const std::vector<std::string>& list) {
  json::array out;
  for (const auto& word : list) out.push_back(json::string(word));
  return out;
}

json::object of_pattern(const std::string& pattern) { return {{"type", "string"}, {"pattern", pattern}}; }

void add_bounds(const Spec& spec, json::object& out, std::string_view least, std::string_view most) {
  if (spec.min_length) out[least] = *spec.min_length;
  if (spec.max_length) out[most] = *spec.max_length;
}

json::object number(const Spec& spec, const char* type) {
  json::object out{{"type", type}};
  if (spec.minimum) out["minimum"] = *spec.minimum;
  if (spec.maximum) out["maximum"] = *spec.maximum;
  return out;
}

json::object object_schema(const Spec& spec) {
  json::object properties;
  json::array required;
  for (const auto& key : spec.keys) {
    properties[key.name] = to_schema(key.spec, meaning(key));
    if (key.required) required.push_back(json::string(key.name));
  }
  json::object out{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", spec.open}};
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

json::object body(const Spec& spec) {
  switch (spec.type) {
    case Type::flag: return {{"type", "boolean"}};
    case Type::integer: return number(spec, "integer");
    case Type::number: return number(spec, "number");
    case Type::text: {
      // A number or a boolean is text as well: the host takes it as written.
      json::object out{{"type", spec.pattern.empty() ? json::value{"string", "number", "boolean"} : json::value("string")}};
      if (!spec.pattern.empty()) out["pattern"] = spec.pattern;
      add_bounds(spec, out, "minLength", "maxLength");
      return out;
    }
    case Type::choice: return {{"enum", list_of(spec.words)}};
    case Type::duration: return of_pattern("^[0-9]+(ms|s|m|h|d)$");
    case Type::date: return of_pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}");
    case Type::money: return of_pattern("^[0-9]+(\\.[0-9]+)?$");
    case Type::percent: return of_pattern("^[0-9]+(\\.[0-9]+)?%$");
    case Type::url: return {{"type", "string"}, {"format", "uri"}};
    case Type::address: return of_pattern("^.+:[0-9]{1,5}$");
    case Type::regex: return {{"type", "string"}, {"format", "regex"}};
    case Type::any: return {};
    case Type::list: {
      json::object out{{"type", "array"}, {"items", to_schema(spec.each.front())}};
      add_bounds(spec, out, "minItems", "maxItems");
      return out;
    }
    case Type::named: {
      json::object out{{"type", "object"}, {"additionalProperties", to_schema(spec.each.front())}};
      if (!spec.pattern.empty()) out["propertyNames"] = json::object{{"pattern", spec.pattern}};
      return out;
    }
    case Type::object: return object_schema(spec);
    case Type::settings: return {{"type", "object"}};
  }
  return {};
}

bool is_scalar(Type type) { return type < Type::any; }

// What else the key may hold beside its own type: words, null, a reference.
json::object joined(const Spec& spec) {
  json::array any;
  auto own = body(spec);
  if (own.empty()) return own;
  any.push_back(std::move(own));
  if (spec.type != Type::choice && !spec.words.empty()) any.push_back(json::object{{"enum", list_of(spec.words)}});
  if (spec.nullable || spec.type >= Type::list) any.push_back(json::object{{"type", "null"}});
  if (is_scalar(spec.type)) any.push_back(of_pattern(kReference));
  if (any.size() == 1) return any.front().get_object();
  return {{"anyOf", std::move(any)}};
}

// `settings` follow from the plugin that stands beside them.
void add_plugins(json::value& schema, const Catalogue& catalogue, const std::string& role) {
  json::array names, rules;
  for (const auto& name : names_with_role(catalogue, role)) {
    names.push_back(json::string(name));
    const auto settings = read_schema(catalogue.find(name)->description.config_schema);
    if (!settings) continue;
    // As the host reads them: a number is text where text is asked for, and ${…} may stand for a value.
    json::object named{{"properties", json::object{{"plugin", json::object{{"const", name}}}}},
                       {"required", json::array{"plugin"}}};
    rules.push_back(json::object{{"if", std::move(named)},
                                 {"then", json::object{{"properties", json::object{{"settings", to_schema(*settings)}}}}}});
  }
  auto& object = schema.get_object();
  object["properties"].get_object()["plugin"].get_object()["examples"] = std::move(names);
  if (!rules.empty()) object["allOf"] = std::move(rules);
}

// The schema of an object under `key`, past what it may hold beside it.
json::value& inner(json::value& schema, std::string_view key) {
  auto& found = schema.get_object()["properties"].get_object()[key];
  return found.get_object().contains("anyOf") ? found.get_object()["anyOf"].get_array().front() : found;
}

json::value& each(json::value& schema, std::string_view key) {
  auto& found = inner(schema, key).get_object()["additionalProperties"];
  return found.get_object().contains("anyOf") ? found.get_object()["anyOf"].get_array().front() : found;
}

void drop_required(json::value& schema) {
  if (auto* list = schema.if_array())
    for (auto& item : *list) drop_required(item);
  auto* object = schema.if_object();
  if (!object) return;
  if (const auto* list = object->if_contains("required"); list && list->is_array()) object->erase("required");
  for (auto& member : *object)
    if (member.key() != "if") drop_required(member.value());  // a rule stays for those that it is about
}

// A file that extends a template may leave to it what is required; one that does not has to say it.
json::value for_accounts(json::value whole, json::value piece) {
  piece.get_object()["required"] = json::array{"account"};
  json::object extends{{"properties", json::object{{"extends", json::object{{"type", "array"}, {"minItems", 1}}}}},
                       {"required", json::array{"extends"}}};
  return json::object{{"if", std::move(extends)}, {"then", std::move(piece)}, {"else", std::move(whole)}};
}

}  // namespace

json::value to_schema(const Spec& spec, std::string_view about) {
  auto out = joined(spec);
  if (!about.empty()) out["description"] = about;
  if (const auto fallback = default_of(spec); !fallback.is_null() && spec.type != Type::object) out["default"] = fallback;
  if (!spec.example.is_null()) out["examples"] = json::array{spec.example};
  if (spec.secret) out["x-secret"] = true;
  return out;
}

json::value configuration_schema(const Catalogue& catalogue) {
  auto account = body(account_spec());
  json::value schema = std::move(account);
  add_plugins(each(schema, "stores"), catalogue, "store");
  add_plugins(each(schema, "warehouses"), catalogue, "warehouse");
  add_plugins(inner(schema, "shipping"), catalogue, "shipping");
  json::value piece = schema;
  drop_required(piece);
  json::value host = body(host_spec());
  schema = for_accounts(std::move(schema), piece);
  auto& keys = piece.get_object()["properties"].get_object();
  for (const auto* key : {"account", "formerly"}) keys.erase(key);
  for (auto* one : {&schema, &piece, &host}) one->get_object()["$schema"] = kDraft;
  return json::object{{"fairway.yaml", std::move(host)}, {"accounts", std::move(schema)}, {"templates", std::move(piece)}};
}

}  // namespace fairway::config
