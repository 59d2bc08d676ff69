// What the plugin says of itself and of its settings.
#include "storefront.hpp"

namespace storefront {
namespace {

constexpr std::int64_t kBatch = 20;

fairway::Push push(std::string document) {
  fairway::Push push;
  push.document = std::move(document), push.lane = "orders", push.operation = kOperation;
  push.batch = kBatch;
  return push;
}

}  // namespace

fairway::Description Storefront::describe() {
  fairway::Description description;
  description.id = "io.fairway.storefront";
  description.name = "storefront";
  description.vendor = "Fairway";
  description.version = "1.0.0";
  description.config_schema = kSchema;
  fairway::Manifest& manifest = description.manifest;
  manifest.roles = {"store"};
  manifest.streams = {{"posted", {"order/1"}, "orders", {}, {}}};  // handed in by REST; nobody pulls it
  manifest.pushes = {push("order-ack/1"), push("shipment/1"), push("notice/1")};
  manifest.buyer_cancellations = false;  // the shop cancels by REST, and there is nothing that could be read once more
  fairway::Rate rate;                    // a shop names no rate, it answers 429 where there is one; this spares a small one
  rate.operation = kOperation;
  rate.per_second = 50, rate.burst = 100;
  rate.scope = {"shop"};
  manifest.rates = {rate};
  manifest.seller_identity = manifest.store_identity = {"shop"};
  return description;
}

void Storefront::validate(fairway::Findings& findings, const Settings& settings) {
  const auto& url = settings.webhook_url;
  if (url.empty()) {
    if (!settings.webhook_secret.empty()) findings.add("there is no webhook-url to sign deliveries for", "/webhook-secret");
    return;
  }
  if (!url.starts_with("https://") && !url.starts_with("http://"))
    findings.add("a URL with https:// or http:// is needed", "/webhook-url");
  if (url.find('#') != std::string::npos) findings.add("a URL without a fragment is needed", "/webhook-url");
  if (settings.webhook_secret.empty())
    findings.add("without webhook-secret the shop could not tell who calls", "/webhook-url");
}

}  // namespace storefront
