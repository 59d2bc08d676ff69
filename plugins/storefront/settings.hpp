// The settings of a shop as they stand in YAML.
#pragma once
#include <boost/describe.hpp>
#include <string>

#include "fairway/plugin.hpp"

namespace storefront {

struct Settings {
  using json_case = fairway::KebabCase;
  std::string shop;
  std::string webhook_url;
  fairway::Secret webhook_secret;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (shop, webhook_url, webhook_secret))

inline constexpr std::string_view kSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["shop"],
  "properties": {
    "shop": {"type": "string", "minLength": 1, "maxLength": 100, "examples": ["shop.example.com"], "description": "Which shop it is: order ids are unique in it, and one account has it"},
    "webhook-url": {"type": "string", "format": "uri", "examples": ["https://shop.example.com/fairway"], "description": "Where the shop is told what becomes of its orders; left out: it asks by REST"},
    "webhook-secret": {"type": "string", "x-secret": true, "description": "What deliveries are signed with: a long text by chance"}
  }
})json";

}  // namespace storefront
