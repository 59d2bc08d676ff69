#include "wms_csv.hpp"

namespace wms_csv {
namespace {

fairway::Push push(std::string document, std::string lane, std::int64_t batch, std::int64_t linger_ms, bool pii) {
  fairway::Push push;
  push.document = std::move(document), push.lane = std::move(lane);
  push.batch = batch, push.linger_ms = linger_ms, push.pii = pii;
  return push;
}

}  // namespace

fairway::Description WmsCsv::describe() {
  fairway::Description description;
  description.id = "io.fairway.wms-csv";
  description.name = "wms-csv";
  description.vendor = "Fairway";
  description.version = "1.0.0";
  description.config_schema = settings_schema();
  fairway::Manifest& manifest = description.manifest;
  manifest.roles = {"warehouse"};
  manifest.streams = {{"shipments", {"shipment/1", "notice/1"}, "orders", {}, {}},
                      {"stock", {"stock-level/1", "notice/1"}, "offers", {}, {}}};
  // A batch is a file, so a little patience spares the warehouse many small ones.
  manifest.pushes = {push("fulfilment-order/1", "orders", 200, 2000, true),
                     push("cancellation/1", "control", 200, 0, false)};
  return description;
}

void WmsCsv::validate(fairway::Findings& findings, const Settings& settings) { validate_settings(findings, settings); }

WmsCsv::WmsCsv(fairway::Host host, Settings given)
    : Channel(host, std::move(given)),
      shipments_(fairway::drop::places_of(settings()), fairway::drop::rules_of(settings(), settings().shipments.files),
                 host),
      stock_(fairway::drop::places_of(settings()), fairway::drop::rules_of(settings(), settings().stock.files), host),
      spool_(fairway::drop::spool_of(settings())) {}

}  // namespace wms_csv

FAIRWAY_PLUGIN(wms_csv::WmsCsv);
