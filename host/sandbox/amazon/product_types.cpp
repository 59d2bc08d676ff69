#include "host/sandbox/amazon/product_types.hpp"

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

constexpr ProductType kProductTypes[] = {
    {"HOME", "Home", "", "COLOR,SIZE,COLOR/SIZE"},
    {"LUGGAGE", "Luggage", "item_name,brand", "COLOR,SIZE,COLOR/SIZE"},
    {"SHIRT", "Shirt", "item_name,country_of_origin", "COLOR_NAME,SIZE_NAME,SIZE_NAME/COLOR_NAME"},
};

json::array names_in(std::string_view list) {
  json::array out;
  for (const auto& name : split(list, ','))
    if (!name.empty()) out.emplace_back(name);
  return out;
}

// An attribute is a list of instances, of which a selector tells which one is meant.
json::object attribute(std::string_view title, int most, bool spoken, json::object properties) {
  json::array selectors{"marketplace_id"};
  properties["marketplace_id"] = json::object{{"$ref", "#/$defs/marketplace_id"}};
  if (spoken) {
    selectors.emplace_back("language_tag");
    properties["language_tag"] = json::object{{"$ref", "#/$defs/language_tag"}};
  }
  return {
      {"title", title},
      {"type", "array"},
      {"minUniqueItems", 1},
      {"maxUniqueItems", most},
      {"selectors", std::move(selectors)},
      {"items", json::object{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}}}};
}

json::object text_attribute(std::string_view title, int most, int length) {
  return attribute(title, most, true, {{"value", json::object{{"type", "string"}, {"maxLength", length}}}});
}

json::object typed_attribute(std::string_view title, std::string_view type) {
  return attribute(title, 1, false, {{"value", json::object{{"type", type}}}});
}

json::object closed_list(std::string_view values) { return {{"type", "string"}, {"enum", names_in(values)}}; }

// Known values, and any other text beside them.
json::object open_list(std::string_view values) {
  return {{"anyOf", json::array{json::object{{"type", "string"}}, closed_list(values)}}};
}

json::object length_of(std::string_view title) {
  return {{"title", title},
          {"type", "object"},
          {"properties",
           json::object{{"value", json::object{{"type", "number"}}}, {"unit", closed_list("centimeters,inches")}}}};
}

json::object image_attribute(std::string_view title) {
  return attribute(title, 1, false, {{"media_location", json::object{{"type", "string"}, {"format", "uri"}}}});
}

json::object properties_of(const ProductType& type) {
  json::object out{
      {"item_name", text_attribute("Item name", 1, 200)},
      {"brand", text_attribute("Brand", 1, 100)},
      {"product_description", text_attribute("Description", 1, 2000)},
      {"bullet_point", text_attribute("Bullet point", 5, 500)},
      {"color", attribute("Color", 1, true, {{"value", open_list("Black,Blue,Red,White")}})},
      {"size", text_attribute("Size", 1, 50)},
      {"part_number", attribute("Part number", 1, false, {{"value", json::object{{"type", "string"}, {"maxLength", 40}}}})},
      {"country_of_origin", attribute("Country of origin", 1, false, {{"value", closed_list("CN,DE,IT,US")}})},
      {"number_of_items", typed_attribute("Number of items", "integer")},
      {"is_fragile", typed_attribute("Fragile", "boolean")},
      {"item_dimensions",
       attribute("Dimensions", 1, false,
                 {{"length", length_of("Length")}, {"width", length_of("Width")}, {"height", length_of("Height")}})},
      {"main_product_image_locator", image_attribute("Main image")},
      {"parentage_level", attribute("Parentage", 1, false, {{"value", closed_list("parent,child")}})},
      {"child_parent_sku_relationship", attribute("Relationship", 1, false,
                                                  {{"child_relationship_type", closed_list("variation,package_contains")},
                                                   {"parent_sku", json::object{{"type", "string"}, {"maxLength", 40}}}})},
      {"variation_theme", attribute("Variation theme", 1, false, {{"name", closed_list(type.themes)}})}};
  out["generic_keyword"] =
      attribute("Keywords", 1, true, {{"value", json::object{{"type", "string"}, {"maxUtf8ByteLength", 250}}}});
  for (int n = 1; n <= 8; ++n) out["other_product_image_locator_" + std::to_string(n)] = image_attribute("Other image");
  return out;
}

}  // namespace

std::span<const ProductType> product_types() { return kProductTypes; }

const ProductType* find_product_type(std::string_view name) {
  for (const auto& type : kProductTypes)
    if (type.name == name) return &type;
  return nullptr;
}

json::object schema_of(const ProductType& type) {
  const json::object text{{"type", "string"}};
  return {{"$schema", "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1"},
          {"$defs", json::object{{"marketplace_id", text}, {"language_tag", text}}},
          {"type", "object"},
          {"required", names_in(type.required)},
          {"properties", properties_of(type)}};
}

std::string checksum_of(const json::object& schema) { return to_base64(sha256_hex(json::serialize(schema)).substr(0, 16)); }

}  // namespace fairway::sandbox
