#include "host/flows/routing/held.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;

constexpr const char* kWaitsFor = "waits-for";  // of the event: what sets the order free without a person
constexpr const char* kRoute = "route";

}  // namespace

void hold_for_route(ledger::Ledger& ledger, ledger::OrderRow& order, const std::string& why, const config::Place& at,
                    const std::string& cause) {
  order.reason = why;
  json::object detail{{"reason", why}, {kWaitsFor, kRoute}};
  if (at.line > 0) detail["at"] = at.text();
  ledger.record(order, Event::held, cause, detail);
}

Result<std::set<std::int64_t>> held_for_route(storage::Transaction& tx, const std::vector<std::int64_t>& ids) {
  std::set<std::int64_t> out;
  if (ids.empty()) return out;
  auto events = ledger::events_of(tx, ids, {Event::held, Event::cancellation_requested});
  if (!events) return fail(std::move(events.error()));
  for (const auto& event : *events) {  // the last one of each order counts
    const auto data = parse_json(event.data).value_or(json::value());
    if (text_at(data, kWaitsFor) == kRoute) out.insert(event.order_id);
    else out.erase(event.order_id);
  }
  return out;
}

}  // namespace fairway::flows
