// Made-up product types, with schemas in the vocabulary that Amazon's have.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "host/base/json.hpp"

namespace fairway::sandbox {

struct ProductType {
  std::string_view name, label;
  std::string_view required;  // attributes, commas between
  std::string_view themes;    // of variation families, commas between
};
std::span<const ProductType> product_types();
const ProductType* find_product_type(std::string_view name);

// The schema document of the type, and what Amazon calls its checksum.
json::object schema_of(const ProductType& type);
std::string checksum_of(const json::object& schema);

}  // namespace fairway::sandbox
