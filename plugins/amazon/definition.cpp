#include "definition.hpp"

#include <algorithm>

namespace amazon {
namespace {

using fairway::JsonView;

constexpr std::string_view kMarketplaceMember = "marketplace_id", kLanguageMember = "language_tag";

void add_texts(const JsonView& list, std::vector<std::string>& out) {
  for (const auto& one : list.items())
    out.push_back(one.is_string() || one.is_number() ? one.text() : std::string(one.raw()));
}

// A list is closed where no alternative allows any text beside it.
void read_allowed(const JsonView& schema, DefinedValue& value) {
  if (const auto list = schema["enum"]) return add_texts(list, value.allowed);
  for (const auto* either : {"anyOf", "oneOf"})
    for (const auto& one : schema[either].items()) {
      if (value.type.empty()) value.type = one["type"].text();
      if (const auto list = one["enum"]) add_texts(list, value.allowed);
      else return value.allowed.clear();
    }
}

void read_values(const JsonView& properties, const std::string& before, DefinedAttribute& attribute) {
  for (const auto& [name, schema] : properties.members()) {
    if (name == kMarketplaceMember) continue;
    if (name == kLanguageMember) {
      attribute.spoken = attribute.spoken || before.empty();
      continue;
    }
    if (const auto inner = schema["properties"]) {
      read_values(inner, before + name + '.', attribute);
      continue;
    }
    DefinedValue value;
    value.path = before + name, value.type = schema["type"].text();
    read_allowed(schema, value);
    value.max_length = schema["maxLength"].integer().value_or(0);
    value.max_bytes = schema["maxUtf8ByteLength"].integer().value_or(0);
    attribute.values.push_back(std::move(value));
  }
}

DefinedAttribute read_attribute(const std::string& name, const JsonView& schema) {
  DefinedAttribute attribute;
  attribute.name = name;
  const auto unique = schema["maxUniqueItems"].integer();
  attribute.most = unique ? *unique : schema["maxItems"].integer().value_or(0);
  read_values(schema["items"]["properties"], "", attribute);
  return attribute;
}

}  // namespace

const DefinedAttribute* Definition::find(std::string_view name) const {
  const auto at = std::lower_bound(attributes.begin(), attributes.end(), name,
                                   [](const DefinedAttribute& one, std::string_view wanted) { return one.name < wanted; });
  return at != attributes.end() && at->name == name ? &*at : nullptr;
}

std::vector<DefinedAttribute> read_schema(std::string_view document) {
  const auto schema = JsonView::parse(document);
  std::vector<std::string> required;
  add_texts(schema["required"], required);
  std::vector<DefinedAttribute> attributes;
  for (const auto& [name, one] : schema["properties"].members()) {
    attributes.push_back(read_attribute(name, one));
    attributes.back().required = std::find(required.begin(), required.end(), name) != required.end();
  }
  std::sort(attributes.begin(), attributes.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return attributes;
}

std::string kept_definition(Definition definition, std::size_t most) {
  for (;;) {
    auto text = fairway::to_json(definition);
    if (text.size() <= most) return text;
    DefinedValue* longest = nullptr;
    for (auto& attribute : definition.attributes)
      for (auto& value : attribute.values)
        if (!longest || value.allowed.size() > longest->allowed.size()) longest = &value;
    if (!longest || longest->allowed.empty()) return {};
    longest->allowed.clear();
  }
}

}  // namespace amazon
