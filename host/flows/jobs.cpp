#include "host/flows/jobs.hpp"

#include <fmt/format.h>

namespace fairway::flows {
namespace {

constexpr const char* kRemap = "remap";

ledger::NewJob of_record(const std::string& account, const std::string& kind, const std::string& target, std::int64_t record,
                         Instant due) {
  return {{account, kind, target}, fmt::format("{}/{}", kind, record), record, {}, due, std::nullopt};
}

ledger::NewJob of_target(const std::string& account, const std::string& kind, const std::string& target, Instant due) {
  const ledger::Group group{account, kind, target};
  return {group, ledger::key_of(group), 0, {}, due, std::nullopt};
}

}  // namespace

ledger::NewJob recurring_job(const std::string& account, const std::string& kind, const std::string& target, Millis every,
                             Instant first) {
  auto job = of_target(account, kind, target, first);
  job.every = every;
  return job;
}

ledger::NewJob map_job(const std::string& account, Instant due) { return of_target(account, "map", "", due); }

ledger::NewJob remap_job(const std::string& account, Instant due) {
  auto job = map_job(account, due);
  job.payload = kRemap;
  return job;
}

bool is_remap(const ledger::Job& job) { return job.payload == kRemap; }

ledger::NewJob rescan_job(const std::string& account, const std::string& group, std::int64_t window, Instant due) {
  return of_record(account, "rescan-orders", group, window, due);
}

ledger::NewJob submit_job(const ledger::Fulfilment& f, Instant due) {
  return of_record(f.account, "submit", f.warehouse, f.id, due);
}

ledger::NewJob cancel_job(const ledger::Fulfilment& f, Instant due) {
  return of_record(f.account, "cancel", f.warehouse, f.id, due);
}

ledger::NewJob tell_cancelled_job(const ledger::OrderRow& order, std::int64_t cancellation, Instant due) {
  return of_record(order.account, "tell-cancelled", order.store, cancellation, due);
}

ledger::NewJob confirm_job(const ledger::ShipmentRow& shipment, Instant due) {
  return of_record(shipment.account, "confirm", shipment.store, shipment.id, due);
}

ledger::NewJob hook_job(const std::string& account, const std::string& target, std::int64_t hook, Instant due) {
  return of_record(account, "hook", target, hook, due);
}

ledger::NewJob import_job(const std::string& account, const std::string& store, Instant due) {
  return of_target(account, "import", store, due);
}

ledger::NewJob complete_import_job(const std::string& account, const std::string& store, Instant due) {
  return of_target(account, "complete-import", store, due);
}

ledger::NewJob refresh_images_job(const std::string& account, const std::string& store, Instant due) {
  return of_target(account, "refresh-images", store, due);
}

ledger::NewJob tell_listing_job(const std::string& account, const std::string& store, std::int64_t change, Instant due) {
  return of_record(account, "tell-listings", store, change, due);
}

ledger::NewJob tell_content_job(const std::string& account, const std::string& store, std::int64_t change, Instant due) {
  return of_record(account, "tell-content", store, change, due);
}

ledger::NewJob submit_listings_job(const std::string& account, const std::string& store, Instant due) {
  return of_target(account, "submit-listings", store, due);
}

ledger::NewJob pull_verdicts_job(const std::string& account, const std::string& store, Instant due) {
  return of_target(account, "pull-verdicts", store, due);
}

ledger::NewJob look_at_listings_job(const std::string& account, const std::string& store, Instant due) {
  return of_target(account, "look-at-listings", store, due);
}

ledger::NewJob notify_job(const ledger::NoticeWay& way, Instant due) {
  return of_record("", "notify", way.way, way.id, due);
}

ledger::NewJob acknowledge_job(const std::string& account, const std::string& store, Instant due) {
  return of_target(account, "acknowledge", store, due);
}

ledger::NewJob confirmations_job(const std::string& account, const std::string& store, Instant due) {
  return of_target(account, "confirmations", store, due);
}

ledger::NewJob notices_job(const std::string& account, const std::string& store, Instant due) {
  return of_target(account, "pull-notices", store, due);
}

}  // namespace fairway::flows
