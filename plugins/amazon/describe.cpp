// What the host knows of this plugin without running it.
#include "amazon.hpp"
#include "marketplaces.hpp"

#ifndef AMAZON_VERSION
#define AMAZON_VERSION "1.0.0"
#endif

namespace amazon {
namespace {

// Rates and bursts: the usage plans in Amazon's models. They hold for a seller and an application together, so a bucket is
// kept for each seller of a region; the header of an answer tells the rate now in force.
fairway::Rate rate(std::string operation, double per_second, std::int64_t burst) {
  fairway::Rate plan;
  plan.operation = std::move(operation);
  plan.per_second = per_second, plan.burst = burst;
  plan.scope = {"region", "seller-id"};
  plan.header = "x-amzn-ratelimit-limit";
  return plan;
}

std::vector<fairway::Rate> rates() {
  return {rate("searchOrders", 0.0056, 20),
          rate("getOrder", 0.5, 30),
          rate("getOrderV0", 0.5, 30),
          rate("confirmShipment", 2, 10),
          rate("createFeedDocument", 0.5, 15),
          rate("createFeed", 0.0083, 15),
          rate("getFeed", 2, 15),
          rate("cancelFeed", 2, 15),
          rate("getFeedDocument", 0.0222, 10),
          rate("createReport", 0.0167, 15),
          rate("getReport", 2, 15),
          rate("getReportDocument", 0.0167, 15),
          rate("getFulfillmentPreview", 2, 30),
          rate("createFulfillmentOrder", 2, 30),
          rate("getFulfillmentOrder", 2, 30),
          rate("listAllFulfillmentOrders", 2, 30),
          rate("cancelFulfillmentOrder", 2, 30),
          rate("getInventorySummaries", 2, 2),
          rate("searchListingsItems", 5, 5),
          rate("getListingsItem", 5, 10),
          rate("putListingsItem", 5, 10),
          rate("patchListingsItem", 5, 5),
          rate("deleteListingsItem", 5, 5),
          rate("searchCatalogItems", 2, 2),
          rate("getDefinitionsProductType", 5, 5),
          rate("getMarketplaceParticipations", 0.016, 15)};
}

fairway::Push push(std::string document, std::string lane, std::string operation, std::int64_t batch,
                   std::int64_t linger_ms) {
  fairway::Push push;
  push.document = std::move(document), push.lane = std::move(lane), push.operation = std::move(operation);
  push.batch = batch, push.linger_ms = linger_ms;
  return push;
}

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

}  // namespace

std::string settings_schema() {
  std::string names;
  for (const MarketplaceName& one : marketplace_names()) names += (names.empty() ? "" : ", ") + in_quotes(one.text);
  return R"({
  "type": "object",
  "additionalProperties": false,
  "required": ["marketplace", "seller-id", "client-id", "client-secret"],
  "properties": {
    "marketplace": {"type": "string", "examples": ["US"], "description": "US, CA(fr), BE(nl), GB (also UK) … or a marketplace id", "enum": [)" +
         names + R"(]},
    "seller-id": {"type": "string", "minLength": 1, "x-unique-across-accounts": true, "description": "Selling partner id, also called merchant token"},
    "client-id": {"type": "string", "minLength": 1, "description": "Of the application: amzn1.application-oa2-client.…"},
    "client-secret": {"type": "string", "x-secret": true, "description": "Of the application; to be rotated every 180 days"},
    "client-secret-next": {"type": "string", "x-secret": true, "description": "The new secret while it is rotated: the one of the two that Amazon knows is used"},
    "refresh-token": {"type": "string", "x-secret": true, "description": "Atzr|…; left out where the store is connected by OAuth"},
    "endpoint": {"type": "string", "format": "uri", "description": "Base URL of the Selling Partner API; default by region"},
    "lwa-endpoint": {"type": "string", "format": "uri", "description": "Token URL; default https://api.amazon.com/auth/o2/token"},
    "authorised": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "Of a public application: the day on which the seller authorised it, 2026-03-01. It ends 365 days later; the host says so 30 days before"},
    "ship-service-from": {"type": "string", "enum": ["category", "v0"], "default": "category",
      "description": "v0: the text of Orders v0 (Std US D2D Dom) at one call for each open order, until 2027-03-27"}
  }
})";
}

// Lanes: confirmations have `control` to themselves but for the results of feeds, so that no import holds them up;
// acknowledgements go the way of bulk feeds. What Amazon ships for others has the lanes that warehouses have; all of a seller's
// fulfilment orders are in one list, whichever of its stores they went through. What becomes of listings waits for no import.
fairway::Manifest manifest() {
  fairway::Manifest manifest;
  manifest.roles = {"store"};
  manifest.streams = {
      {"orders", {"order/1"}, "orders", "searchOrders", {"region", "seller-id"}, true},
      {"notices", {"notice/1"}, "control", "getFeed", {}},
      {"shipments", {"shipment/1", "notice/1"}, "orders", "listAllFulfillmentOrders", {"region", "seller-id"}},
      {"stock", {"stock-level/1"}, "offers", "getInventorySummaries", {}},
      {"order-ids", {"order-id/1"}, "listings", "createReport", {"region", "seller-id"}},
      {"listings", {"listing/1"}, "listings", "createReport", {}},
      {"listing-file", {"listing/1"}, "listings", "", {}},
      {"products", {"product/1"}, "content", "searchCatalogItems", {}},
      {"listing-states", {"listing-state/1"}, "content", "getListingsItem", {}},
      {"listing-verdicts", {"listing-verdict/1"}, "control", "getFeed", {}},
      {"stock-lookup", {"stock-level/1"}, "checkout", "getInventorySummaries", {}}};
  manifest.pushes = {push("shipment/1", "control", "confirmShipment", 10, 0),
                     push("order-ack/1", "listings", "createFeed", 1000, 60'000),
                     push("fulfilment-order/1", "orders", "createFulfillmentOrder", 10, 0),
                     push("cancellation/1", "control", "cancelFulfillmentOrder", 10, 0),
                     push("order-cancellation/1", "listings", "createFeed", 1000, 10'000),
                     push("listing-change/1", "content", "patchListingsItem", 20, 0),
                     push("listing-bulk-change/1", "listings", "createFeed", 10'000, 0)};
  manifest.pushes[2].pii = true;  // Amazon writes the label
  manifest.connects = {"verify"};
  manifest.rates = rates();
  manifest.derived = derived_facts();
  manifest.consent =
      fairway::Consent{"authorised", 365};  // developer-docs.amazon.com/sp-api, "Authorize public applications"
  manifest.seller_identity = {"seller-id"};
  manifest.store_identity = {"seller-id", "marketplace-id"};
  manifest.hosts = {"*.amazon.com", "api.amazon.com", "api.amazon.co.uk", "api.amazon.co.jp"};
  return manifest;
}

fairway::Description Amazon::describe() {
  fairway::Description description;
  description.id = "io.fairway.amazon";
  description.name = "amazon";
  description.vendor = "Fairway";
  description.version = AMAZON_VERSION;
  description.config_schema = settings_schema();
  description.manifest = manifest();
  return description;
}

void Amazon::validate(fairway::Findings& findings, const Settings& settings) {
  if (find_marketplace_name(settings.marketplace) == nullptr)
    findings.add("not a marketplace: say US, CA(fr), BE(nl), GB … or a marketplace id", "/marketplace");
  if (settings.seller_id.empty()) findings.add("the seller id is missing", "/seller-id");
  if (settings.ship_service_from != "category" && settings.ship_service_from != "v0")
    findings.add("category or v0", "/ship-service-from");
}

}  // namespace amazon

FAIRWAY_PLUGIN(amazon::Amazon);
