#include "wms_x12.hpp"

namespace wms_x12 {
namespace {

fairway::Push push(std::string document, std::int64_t batch, bool pii) {
  fairway::Push push;
  push.document = std::move(document), push.lane = "orders";
  push.batch = batch, push.pii = pii;
  return push;
}

}  // namespace

// One lane for all: whoever reads the inbox or writes the spool does so alone.
fairway::Description WmsX12::describe() {
  fairway::Description description;
  description.id = "io.fairway.wms-x12";
  description.name = "wms-x12";
  description.vendor = "Fairway";
  description.version = "1.0.0";
  description.config_schema = schema_text();
  fairway::Manifest& manifest = description.manifest;
  manifest.roles = {"warehouse"};
  const std::vector<std::string> all{"shipment/1", "stock-level/1", "notice/1"};
  manifest.streams = {{"shipments", all, "orders", {}, {}}, {"stock", all, "orders", {}, {}}};
  manifest.pushes = {push("fulfilment-order/1", 50, true), push("cancellation/1", 20, false)};
  return description;
}

void WmsX12::validate(fairway::Findings& findings, const Settings& settings) { judge(findings, settings); }

WmsX12::WmsX12(fairway::Host host, Settings given)
    : Channel(host, with_defaults(std::move(given))), outbox_(host, settings()), inbox_(host, settings(), outbox_) {}

void WmsX12::pull_shipments(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  outbox_.tidy(call);
  inbox_.take_all(call, out, request.max_docs);
}

void WmsX12::pull_stock(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  outbox_.tidy(call);
  inbox_.take_all(call, out, request.max_docs);
}

void WmsX12::remove_old_files(const fairway::Call& call, const fairway::RetentionRequest& request, fairway::PullOut&) {
  outbox_.tidy(call);
  outbox_.remove_old(call, request);
}

}  // namespace wms_x12

FAIRWAY_PLUGIN(wms_x12::WmsX12);
