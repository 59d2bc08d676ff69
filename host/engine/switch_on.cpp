#include "host/engine/switch_on.hpp"

#include "host/engine/store_rows.hpp"

namespace fairway::engine {
namespace {

bool took_orders(const config::Account* before, const config::Store& store) {
  if (!before) return false;
  const auto* was = before->store(store.nickname);
  if (!was && !store.formerly.empty()) was = before->store(store.formerly);
  return was && flows::fetches_orders(*was) && was->store_identity == store.store_identity;
}

std::optional<Instant> known_start(const std::vector<ledger::StoreRow>& rows, const config::Store& store) {
  for (const auto& row : rows)
    if ((row.nickname == store.nickname || row.nickname == store.formerly) && row.plugin == store.settings.plugin &&
        row.identity == store.store_identity)
      return row.live_since;
  return std::nullopt;
}

}  // namespace

std::vector<SwitchOn> switched_on(plugins::Supervisor* live, const Catalogue& catalogue, const config::Account* before,
                                  const config::Account& after, const std::vector<ledger::StoreRow>& rows, Instant now,
                                  Millis& patience, const Clock& clock) {
  std::vector<SwitchOn> out;
  for (const auto& store : after.stores) {
    if (!flows::fetches_orders(store) || took_orders(before, store)) continue;
    if (!catalogue.stream(store.settings.plugin, "orders")) continue;
    SwitchOn one{store.nickname, flows::start_text(store.orders), {}, {}, {}};
    one.since = live_since(store.orders, known_start(rows, store), true, now);
    one.place =
        config::place_at(store.places, "/orders/start", config::place_at(store.places, "/orders/enabled", store.place));
    if (!live) one.waiting.problem = "no host runs that could ask the channel";
    else if (patience.count() <= 0) one.waiting.problem = "others took the time that there is for asking";
    else {
      const auto began = clock.steady();
      one.waiting =
          flows::count_waiting(*live, catalogue, after, store, one.since, now, std::min(patience, flows::kWaitingDeadline));
      patience -= clock.steady() - began;
    }
    out.push_back(std::move(one));
  }
  return out;
}

json::object waiting_json(const flows::Waiting& waiting) {
  const bool known = waiting.problem.empty();
  return {{"open_orders", known ? json::value(waiting.open) : json::value()},
          {"taken_on", known ? json::value(waiting.taken) : json::value()},
          {"more", waiting.more},
          {"problem", waiting.problem}};
}

}  // namespace fairway::engine
