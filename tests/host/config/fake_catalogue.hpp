// Plugins as configuration sees them: made-up descriptions shaped like those of a marketplace, two warehouses, a mapper
// and two policies.
#pragma once
#include "host/base/catalogue.hpp"

namespace fairway::config {

inline Description described(std::string name, std::vector<std::string> roles, std::string schema) {
  Description out;
  out.id = "example." + name;
  out.name = std::move(name);
  out.config_schema = std::move(schema);
  out.manifest.roles = std::move(roles);
  return out;
}

inline Description marketplace() {
  auto out = described("amazon", {"store"}, R"({"type": "object", "additionalProperties": false,
    "required": ["marketplace", "seller-id", "client-id", "client-secret"],
    "properties": {
      "marketplace": {"type": "string", "description": "US, CA(fr) … or a marketplace id"},
      "seller-id": {"type": "string", "pattern": "^[A-Z0-9]{3,20}$", "x-unique-across-accounts": true},
      "client-id": {"type": "string"},
      "client-secret": {"type": "string", "x-secret": true, "minLength": 4},
      "refresh-token": {"type": "string", "x-secret": true},
      "endpoint": {"type": "string", "format": "uri"},
      "lwa-endpoint": {"type": "string", "format": "uri"},
      "ship-service-from": {"type": "string", "enum": ["category", "v0"], "default": "category"},
      "page-size": {"type": "integer", "minimum": 1, "maximum": 100, "default": 100},
      "lag": {"type": "string", "format": "duration"},
      "strict": {"type": "boolean", "default": false},
      "weight": {"type": "number", "minimum": 0},
      "public-note": {"type": "string", "x-secret": false}
    }})");
  auto& manifest = out.manifest;
  const std::map<std::string, std::string> ids{{"US", "M-US"}, {"CA(en)", "M-CA"}, {"CA(fr)", "M-CA"},
                                               {"DE", "M-DE"}, {"FR", "M-FR"},     {"BE(nl)", "M-BE"}};
  const std::map<std::string, std::string> regions{{"US", "NA"}, {"CA(en)", "NA"}, {"CA(fr)", "NA"},
                                                   {"DE", "EU"}, {"FR", "EU"},     {"BE(nl)", "EU"}};
  manifest.derived = {{"marketplace-id", "marketplace", ids}, {"region", "marketplace", regions}};
  manifest.seller_identity = {"seller-id"};
  manifest.pushes = {{"fulfilment-order/1", "orders", "", 10, 0, true}};
  manifest.store_identity = {"seller-id", "marketplace-id"};
  return out;
}

inline Description edi_warehouse() {
  return described("wms-x12", {"warehouse"},
                   R"({"type": "object", "required": ["outbox", "inbox", "sender", "receiver"], "properties": {
    "outbox": {"type": "string"}, "inbox": {"type": "string"}, "archive": {"type": "string"}, "rejects": {"type": "string"},
    "sender": {"type": "string"}, "receiver": {"type": "string"}, "usage": {"type": "string", "enum": ["T", "P"], "default": "P"}}})");
}

inline Description rest_warehouse() {
  auto out = described("wms-rest", {"warehouse"},
                       R"({"type": "object", "required": ["url", "client-id", "client-secret", "depositor", "warehouse"],
    "properties": {"url": {"type": "string", "format": "uri"}, "client-id": {"type": "string"},
      "client-secret": {"type": "string", "x-secret": true}, "depositor": {"type": "string"}, "warehouse": {"type": "string"},
      "webhook-secret": {"type": "string", "x-secret": true}}})");
  out.manifest.pushes = {{"fulfilment-order/1", "orders", "", 10, 0, true}};
  return out;
}

inline Description mapper() {
  return described("shipping-map", {"shipping"}, R"({"type": "object", "properties": {
    "unmapped": {"type": "string", "default": "hold"},
    "rules": {"type": "array", "items": {"type": "object", "required": ["service"], "properties": {
      "store": {"type": "string"}, "method": {"type": "string"}, "method-matches": {"type": "string", "format": "regex"},
      "category": {"type": "string", "enum": ["Standard", "Expedited", "SecondDay", "NextDay", "SameDay", "Priority", "FreeEconomy", "Scheduled"]},
      "country": {"type": "string", "minLength": 2, "maxLength": 2}, "min-weight": {"type": "number"}, "max-weight": {"type": "number"},
      "min-value": {"type": "number"}, "max-value": {"type": "number"}, "service": {"type": "string"}}}}}})");
}

inline Catalogue fake_catalogue() {
  Catalogue out;
  for (auto& plugin :
       {marketplace(), edi_warehouse(), rest_warehouse(), mapper(), described("shopify-exclusivity", {"policy"}, ""),
        described("one-amazon-per-account", {"policy"}, ""), described("no-roles", {}, "")})
    out.plugins[plugin.name] = {"/plugins/" + plugin.name + ".so", "hash", plugin};
  out.refused["/plugins/broken.so"] = "built for another ABI";
  return out;
}

}  // namespace fairway::config
