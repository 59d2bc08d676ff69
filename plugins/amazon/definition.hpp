// What Amazon's definition of a product type says of its attributes, as far as it is held against contents. Its schema document has
// megabytes; of it this is kept. What it says beside that is let through, for Amazon to judge.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fairway/plugin.hpp"

namespace amazon {

// One value within an attribute's instance.
struct DefinedValue {
  std::string path;                            // "value", "length.unit"
  std::string type;                            // string, integer, number, boolean; empty: not said
  std::vector<std::string> allowed;            // of a closed list; empty: anything
  std::int64_t max_length = 0, max_bytes = 0;  // in characters, in UTF-8; 0: not said
};
BOOST_DESCRIBE_STRUCT(DefinedValue, (), (path, type, allowed, max_length, max_bytes))

struct DefinedAttribute {
  std::string name;
  bool required = false;
  bool spoken = false;    // each instance is in a language
  std::int64_t most = 0;  // instances; 0: not said
  std::vector<DefinedValue> values;
};
BOOST_DESCRIBE_STRUCT(DefinedAttribute, (), (name, required, spoken, most, values))

struct Definition {
  std::string version, checksum;  // Amazon's, of the definition and of its schema
  fairway::Time read_at;
  std::vector<DefinedAttribute> attributes;  // by name

  const DefinedAttribute* find(std::string_view name) const;
};
BOOST_DESCRIBE_STRUCT(Definition, (), (version, checksum, read_at, attributes))

// The attributes of a schema document. Throws JsonError for what is no JSON.
std::vector<DefinedAttribute> read_schema(std::string_view document);

// The same as text of at most `most` bytes; what is too long goes without the longest lists of allowed values. Empty: even so it
// is too long.
std::string kept_definition(Definition definition, std::size_t most);

}  // namespace amazon
