#include "host/flows/dispatch/gate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "host/flows/intake/pull_orders.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kAskFor = std::chrono::minutes(1);  // a channel that takes longer is asked again later
constexpr Millis kFirstPause = std::chrono::seconds(30), kLongestPause = std::chrono::minutes(5);
constexpr const char* kGateLane = "control";  // a long pull of orders holds no confirmation up

// Orders of stores that are pulled together.
struct Reading {
  PullGroup group;
  bool single = false;  // they can be read one by one
  bool pulled = false;  // there was a complete pull of the stores, so the window since then is short
  ledger::Orders orders;
};

class Stale {
 public:
  Stale(const Context& context, storage::Transaction& tx, const config::Account& account)
      : context_(context), tx_(tx), account_(account), groups_(order_groups(account, context.catalogue)) {}

  Result<std::vector<Reading>> run(ledger::Orders orders) {
    auto stores = ledger::stores_of(tx_, account_.name);
    if (!stores) return fail(std::move(stores.error()));
    for (auto& order : orders) {
      const auto* store = account_.store(order.store);
      const auto* stream = store && store->enabled ? asks(*store) : nullptr;
      const auto row =
          std::find_if(stores->begin(), stores->end(), [&](const auto& one) { return one.id == order.store_id; });
      if (!stream || row == stores->end() || row->paused || !row->live_since) continue;
      if (ledger::is_closed(order.state) || order.state == ledger::State::held) continue;  // it goes nowhere
      const auto since = covered_of(*row);
      if (!since) return fail(since.error());
      const auto seen = std::max(order.read_at, since->value_or(Instant{}));
      if (context_.clock.now() - seen < kGateFresh) continue;
      if (order.gate_since && *order.gate_since < seen) order.gate_since.reset();  // it was read since
      if (auto* reading = reading_of(*store, *stream, since->has_value())) reading->orders.push_back(std::move(order));
    }
    return std::move(readings_);
  }

 private:
  Result<std::optional<Instant>> covered_of(const ledger::StoreRow& store) {
    const auto known = covered_.find(store.id);
    if (known != covered_.end()) return known->second;
    auto since = covered(tx_, account_.name, store);
    if (since) covered_.emplace(store.id, *since);
    return since;
  }

  // The channel's stream of orders, where its buyers may ask to cancel.
  const Stream* asks(const config::Store& store) const {
    const auto* plugin = context_.catalogue.find(store.settings.plugin);
    if (!plugin || !plugin->description.manifest.buyer_cancellations) return nullptr;
    return context_.catalogue.stream(store.settings.plugin, "orders");
  }

  // Of a store whose orders are not fetched any more only single orders can be read.
  Reading* reading_of(const config::Store& store, const Stream& stream, bool pulled) {
    const auto holds = [&](const PullGroup& group) {
      return std::find(group.stores.begin(), group.stores.end(), &store) != group.stores.end();
    };
    const auto known =
        std::find_if(readings_.begin(), readings_.end(), [&](const Reading& each) { return holds(each.group); });
    if (known != readings_.end()) return known->pulled = known->pulled && pulled, &*known;
    const auto group = std::find_if(groups_.begin(), groups_.end(), holds);
    if (group != groups_.end()) return &readings_.emplace_back(Reading{*group, stream.by_id, pulled, {}});
    if (!stream.by_id) return nullptr;
    return &readings_.emplace_back(Reading{{"store:" + store.nickname, {&store}, {}}, true, false, {}});
  }

  const Context& context_;
  storage::Transaction& tx_;
  const config::Account& account_;
  std::vector<PullGroup> groups_;
  std::map<std::int64_t, std::optional<Instant>> covered_;  // by the store's row
  std::vector<Reading> readings_;
};

Result<std::vector<Reading>> stale(Context& context, const config::Account& account, const std::vector<std::int64_t>& ids) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto orders = ledger::orders_by_id(**tx, ids);
  if (!orders) return fail(std::move(orders.error()));
  return Stale(context, **tx, account).run(std::move(*orders));
}

// `seen`: what was read one by one until it failed.
Status read(Context& context, const Work& work, const config::Account& account, const Reading& reading,
            std::set<std::string>& seen) {
  PullWay way{call_options(context, work), kGateLane};
  way.options.deadline = kAskFor;
  way.options.trace += "-gate";
  const bool many = reading.orders.size() >= kGateWindow && reading.pulled;
  if (many || !reading.single) return pull_window(context, work, account, reading.group, way);
  std::vector<std::string> ids;
  for (const auto& order : reading.orders) ids.push_back(order.channel_order_id);
  return read_orders(context, work, account, reading.group, ids, way, seen);
}

// What came of one reading: remembered on the orders, and in the gate where they were not read.
Status note(Context& context, const Reading& reading, const Status& read, const std::set<std::string>& seen, Millis patience,
            Gate& gate) {
  const auto now = context.clock.now();
  std::vector<std::int64_t> known, waiting;  // read; of the others those that begin to wait
  for (const auto& order : reading.orders) {
    if (read || seen.contains(order.channel_order_id)) {
      known.push_back(order.id);
      continue;
    }
    if (!order.gate_since) waiting.push_back(order.id);
    const auto until = order.gate_since.value_or(now) + patience;
    if (now >= until) {
      gate.unasked[order.id] = read.error().message;
      continue;
    }
    const auto waited = now - order.gate_since.value_or(now);
    const auto pause = std::clamp(std::max(waited / 2, read.error().retry_after), kFirstPause, kLongestPause);
    gate.waits.emplace(order.id,
                       Failure{FW_E_THROTTLED,
                               "the channel is to be asked first whether the buyer wants to cancel: " + read.error().message,
                               {},
                               std::min(pause, std::max(until - now, Millis(1)))});
  }
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = ledger::note_read(unit->tx(), known, now); !ok) return ok;
  if (auto ok = ledger::note_unread(unit->tx(), waiting, now); !ok) return ok;
  return unit->commit();
}

}  // namespace

Result<Gate> ask_channel(Context& context, const Work& work, const config::Account& account,
                         const std::vector<std::int64_t>& orders, Before before) {
  Gate gate;
  auto readings = stale(context, account, orders);
  if (!readings) return fail(std::move(readings.error()));
  for (const auto& reading : *readings) {
    std::set<std::string> seen;
    const auto done = read(context, work, account, reading, seen);
    if (!done && done.error().code == FW_E_CANCELLED) return fail(done.error());  // the host stops
    const auto patience = before == Before::submit ? kGateBeforeSubmit : kGateBeforeConfirm;
    if (auto ok = note(context, reading, done, seen, patience, gate); !ok) return fail(std::move(ok.error()));
    context.meters.count("gate_reads_total", 1, {{"account", account.name}, {"outcome", done ? "read" : "failed"}});
  }
  return gate;
}

}  // namespace fairway::flows
