#include "host/config/settings_schema.hpp"

namespace fairway::config {
namespace {

constexpr int kDepth = 16;

// "type": "string", or ["string", "null"].
std::string type_of(const json::value& schema, bool& nullable) {
  const auto* type = find(schema, "type");
  if (!type) return find(schema, "properties") ? "object" : find(schema, "enum") ? "string" : "";
  if (const auto* list = type->if_array()) {
    std::string only;
    for (const auto& each : *list) {
      const auto* name = each.if_string();
      if (name && *name == "null") nullable = true;
      else if (name) only = only.empty() ? std::string(*name) : "any";
    }
    return only;
  }
  return std::string(text_at(schema, "type"));
}

std::optional<double> number_of(const json::value& schema, std::string_view word) {
  const auto* value = find(schema, word);
  json::error_code error;
  const auto number = value && value->is_number() ? value->to_number<double>(error) : 0.0;
  return value && value->is_number() && !error ? std::optional<double>(number) : std::nullopt;
}

std::optional<std::int64_t> count_of(const json::value& schema, std::string_view word) {
  const auto number = number_of(schema, word);
  return number ? std::optional<std::int64_t>(static_cast<std::int64_t>(*number)) : std::nullopt;
}

Type type_of_string(const json::value& schema) {
  const auto format = text_at(schema, "format");
  if (format == "duration") return Type::duration;
  if (format == "uri") return Type::url;
  if (format == "regex") return Type::regex;
  return find(schema, "enum") ? Type::choice : Type::text;
}

Type to_type(const std::string& name, const json::value& schema) {
  if (name == "boolean") return Type::flag;
  if (name == "integer") return Type::integer;
  if (name == "number") return Type::number;
  if (name == "string") return type_of_string(schema);
  if (name == "array") return Type::list;
  if (name != "object") return Type::any;
  const auto* more = find(schema, "additionalProperties");
  return more && more->is_object() && !find(schema, "properties") ? Type::named : Type::object;
}

Spec read(const json::value& schema, int depth);

void read_object(const json::value& schema, int depth, Spec& spec) {
  std::vector<std::string> required;
  if (const auto* list = find(schema, "required"); list && list->is_array())
    for (const auto& name : list->get_array())
      if (const auto* text = name.if_string()) required.emplace_back(*text);
  const auto* more = find(schema, "additionalProperties");
  spec.open = !more || (more->is_bool() && more->get_bool());
  // A settings page without "additionalProperties" still means its keys: a slip of the hand must not pass unseen.
  if (!more && find(schema, "properties")) spec.open = false;
  const auto* properties = find(schema, "properties");
  if (!properties || !properties->is_object()) return;
  for (const auto& property : properties->get_object()) {
    const std::string name(property.key());
    const bool needed = std::find(required.begin(), required.end(), name) != required.end();
    spec.keys.push_back(
        {name, read(property.value(), depth + 1), std::string(text_at(property.value(), "description")), needed});
  }
}

Spec read(const json::value& schema, int depth) {
  Spec spec;
  if (depth > kDepth || !schema.is_object()) return spec;
  spec.type = to_type(type_of(schema, spec.nullable), schema);
  if (const auto* value = find(schema, "default")) spec.fallback = *value;
  if (const auto* examples = find(schema, "examples"); examples && examples->is_array() && !examples->get_array().empty())
    spec.example = examples->get_array().front();
  if (const auto* words = find(schema, "enum"); words && words->is_array())
    for (const auto& word : words->get_array())
      if (const auto* text = word.if_string()) spec.words.emplace_back(*text);
  spec.minimum = number_of(schema, "minimum");
  spec.maximum = number_of(schema, "maximum");
  const bool list = spec.type == Type::list;
  spec.min_length = count_of(schema, list ? "minItems" : "minLength");
  spec.max_length = count_of(schema, list ? "maxItems" : "maxLength");
  spec.pattern = std::string(text_at(schema, "pattern"));
  spec.secret = flag_at(schema, "x-secret");
  spec.shown = find(schema, "x-secret") && !spec.secret;
  spec.unique = flag_at(schema, "x-unique-across-accounts");
  if (spec.type == Type::object) read_object(schema, depth, spec);
  if (list) spec.each.push_back(read(find(schema, "items") ? *find(schema, "items") : json::value(), depth + 1));
  if (spec.type == Type::named) spec.each.push_back(read(*find(schema, "additionalProperties"), depth + 1));
  return spec;
}

}  // namespace

Result<Spec> read_schema(const std::string& schema) {
  if (schema.empty()) return object({});
  const auto value = parse_json(schema);
  if (!value) return fail(value.error());
  if (!value->is_object()) return fail(FW_E_CONFIG, "the schema is not a JSON object");
  auto spec = read(*value, 0);
  if (spec.type != Type::object) return fail(FW_E_CONFIG, "the schema does not describe an object");
  return spec;
}

}  // namespace fairway::config
