#include "wms_rest.hpp"

namespace wms_rest {
namespace {

// The API names no rate, it answers 429 where there is one; this keeps a small warehouse's server from drowning.
fairway::Rate rate(std::string operation) {
  fairway::Rate plan;
  plan.operation = std::move(operation);
  plan.per_second = 10, plan.burst = 50;
  plan.scope = {"url", "client-id"};
  return plan;
}

fairway::Push push(std::string document, std::string lane, std::string operation, std::int64_t batch, bool pii) {
  fairway::Push push;
  push.document = std::move(document), push.lane = std::move(lane), push.operation = std::move(operation);
  push.batch = batch, push.pii = pii;
  return push;
}

}  // namespace

fairway::Description WmsRest::describe() {
  fairway::Description description;
  description.id = "io.fairway.wms-rest";
  description.name = "wms-rest";
  description.vendor = "Fairway";
  description.version = "1.0.0";
  description.config_schema = kSchema;
  fairway::Manifest& manifest = description.manifest;
  manifest.roles = {"warehouse"};
  manifest.streams = {{"shipments", {"shipment/1"}, "orders", "listShipments", {}},
                      {"stock", {"stock-level/1"}, "offers", "listInventory", {}},
                      {"stock-lookup", {"stock-level/1"}, "checkout", "listInventory", {}},
                      {"hook", {"shipment/1", "notice/1"}, "control", "listShipments", {}}};
  manifest.pushes = {push("fulfilment-order/1", "orders", "createOrder", 20, true),
                     push("cancellation/1", "control", "cancelOrder", 20, false)};
  for (const char* operation : {"createOrder", "findOrders", "getOrder", "cancelOrder", "listInventory", "listShipments"})
    manifest.rates.push_back(rate(operation));
  manifest.webhook = fairway::WebhookScheme{"standard-webhooks", "webhook-secret", {}, {}, {}, {}};
  return description;
}

void WmsRest::validate(fairway::Findings& findings, const Settings& settings) {
  const auto& url = settings.url;
  if (!url.starts_with("https://") && !url.starts_with("http://"))
    findings.add("a URL with https:// or http:// is needed", "/url");
  if (url.find('?') != std::string::npos || url.find('#') != std::string::npos)
    findings.add("a base URL has no query", "/url");
}

WmsRest::WmsRest(fairway::Host host, Settings given) : Channel(host, std::move(given)), client_(host, settings()) {}

}  // namespace wms_rest

FAIRWAY_PLUGIN(wms_rest::WmsRest);
