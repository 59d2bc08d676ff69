// The settings of a warehouse as they stand in YAML.
#pragma once
#include <boost/describe.hpp>
#include <string>

#include "fairway/plugin.hpp"

namespace wms_rest {

struct Settings {
  using json_case = fairway::KebabCase;
  std::string url, client_id;
  fairway::Secret client_secret;
  std::string depositor, warehouse;
  fairway::Secret webhook_secret;  // used by the host alone, which verifies deliveries
};
BOOST_DESCRIBE_STRUCT(Settings, (), (url, client_id, client_secret, depositor, warehouse, webhook_secret))

inline constexpr std::string_view kSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["url", "client-id", "client-secret", "depositor", "warehouse"],
  "properties": {
    "url": {"type": "string", "format": "uri", "examples": ["https://wms.example.com"], "description": "Base URL of the warehouse's API"},
    "client-id": {"type": "string", "minLength": 1, "description": "Of the OAuth client that the warehouse gave you"},
    "client-secret": {"type": "string", "x-secret": true, "description": "Its secret"},
    "depositor": {"type": "string", "minLength": 1, "description": "Who we are to the warehouse (header X-Depositor)"},
    "warehouse": {"type": "string", "minLength": 1, "description": "Which of the warehouse's buildings (warehouse_id)"},
    "webhook-secret": {"type": "string", "x-secret": true, "description": "whsec_… of the warehouse's webhook; left out: polling only"}
  }
})json";

}  // namespace wms_rest
