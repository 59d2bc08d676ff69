// The table as it stands in YAML.
#pragma once
#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "fairway/json.hpp"

namespace shipping_map {

// All that is given must hold. Weights in kilograms, values in the order's own currency, both inclusive.
struct Rule {
  using json_case = fairway::KebabCase;
  std::string store, method, method_matches, category, country;
  std::string min_weight, max_weight, min_value, max_value;
  std::string service;
};
BOOST_DESCRIBE_STRUCT(Rule, (),
                      (store, method, method_matches, category, country, min_weight, max_weight, min_value, max_value,
                       service))

struct Settings {
  using json_case = fairway::KebabCase;
  std::string unmapped = "hold";  // or a service
  std::vector<Rule> rules;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (unmapped, rules))

inline constexpr std::string_view kSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "unmapped": {"type": "string", "default": "hold",
      "description": "What an order gets that no rule fits: hold (it waits in needs-mapping) or a service"},
    "rules": {"type": "array", "default": [], "description": "The first that fits decides", "items": {
      "type": "object",
      "additionalProperties": false,
      "required": ["service"],
      "properties": {
        "store": {"type": "string", "description": "Nickname of the store"},
        "method": {"type": "string", "description": "The channel's text, exactly, or its category"},
        "method-matches": {"type": "string", "format": "regex", "maxLength": 200, "description": "A pattern found in that text"},
        "category": {"type": "string", "description": "Standard, Expedited, SecondDay, NextDay, SameDay, Priority, FreeEconomy, Scheduled"},
        "country": {"type": "string", "description": "Destination, ISO 3166-1 alpha-2"},
        "min-weight": {"type": "string", "description": "Kilograms, inclusive"},
        "max-weight": {"type": "string", "description": "Kilograms, inclusive"},
        "min-value": {"type": "string", "description": "Of the order, in its own currency, inclusive"},
        "max-value": {"type": "string", "description": "Of the order, in its own currency, inclusive"},
        "service": {"type": "string", "minLength": 1, "description": "What the warehouse is asked for"}
      }
    }}
  }
})";

}  // namespace shipping_map
