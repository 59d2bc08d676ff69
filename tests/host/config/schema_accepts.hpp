// Whether an editor that has the JSON Schema would accept a file.
#pragma once
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "tests/host/config/yaml_json.hpp"

namespace fairway::config {

inline bool accepts(const json::value& schema, const std::string& yaml) {
  valijson::Schema read;
  valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(schema), read);
  const auto parsed = parse_yaml(yaml, "a.yaml");
  if (!parsed.root) return false;
  const auto document = to_json(*parsed.root);
  return valijson::Validator().validate(read, valijson::adapters::BoostJsonAdapter(document), nullptr);
}

}  // namespace fairway::config
