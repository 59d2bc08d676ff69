#include "host/engine/replay.hpp"

#include "host/flows/working.hpp"

namespace fairway::engine {
namespace {

using flows::Decision;
using Kind = Decision::Kind;

constexpr std::size_t kPage = 500;

bool goes(const Decision& decision) { return decision.kind == Kind::sent || decision.kind == Kind::observed; }

// What an order that went another way before comes to, now that it goes.
Effect arrival(Kind before, Kind after) {
  switch (before) {
    case Kind::unmapped: return Effect::mapped;
    case Kind::held: return Effect::released;
    case Kind::waits: return Effect::resumed;
    default: return after == Kind::sent ? Effect::sent : Effect::observed;
  }
}

std::set<Effect> effects_of(const Decision& before, const Decision& after) {
  std::set<Effect> out;
  if (after.failed) out.insert(Effect::failed);
  if (before.failed || after.failed) return out;  // what a map that cannot answer would have said nobody knows
  if (goes(before) && goes(after)) {
    if (before.service != after.service) out.insert(Effect::service);
    if (before.warehouse->name != after.warehouse->name) out.insert(Effect::warehouse);
  }
  if (before.kind == after.kind) return out;
  switch (after.kind) {
    case Kind::waits: out.insert(Effect::parked); break;
    case Kind::unmapped: out.insert(Effect::unmapped); break;
    case Kind::held: out.insert(Effect::held); break;
    case Kind::dropped:
      if (before.kind == Kind::unmapped) out.insert(Effect::mapped);
      break;
    case Kind::observed:
    case Kind::sent: out.insert(arrival(before.kind, after.kind)); break;
  }
  return out;
}

std::string words(const Decision& decision) {
  switch (decision.kind) {
    case Kind::waits: return "waits: " + decision.reason;
    case Kind::unmapped: return "needs mapping: " + decision.reason;
    case Kind::dropped: return "dropped: " + decision.reason;
    case Kind::held: return "held: " + decision.reason;
    case Kind::observed: return fmt::format("{} from {}, observed only", decision.service, decision.warehouse->name);
    case Kind::sent: return fmt::format("{} from {}", decision.service, decision.warehouse->name);
  }
  return {};
}

// The line that makes the difference: where only the warehouse differs, or none may take it, that of the routing.
config::Place place_of(const Decision& decision, const std::set<Effect>& effects) {
  const bool routing = decision.kind == Kind::held || (effects.contains(Effect::warehouse) && effects.size() == 1);
  return routing ? decision.routed : decision.rule;
}

// The row as the proposed configuration will know it: its store may have another name there.
ledger::OrderRow renamed(ledger::OrderRow row, const config::Account& proposed) {
  if (proposed.store(row.store)) return row;
  for (const auto& store : proposed.stores)
    if (store.formerly == row.store) row.store = store.nickname;
  return row;
}

bool was_taken(const ledger::OrderRow& row) {
  return row.document.size() > 2 && !(row.state == ledger::State::dropped && row.service.empty());
}

struct Asked {
  ledger::OrderRow row;
  Order order;
};

std::vector<Decision> decide_all(plugins::Supervisor& plugins, const config::Account& account,
                                 const std::vector<Asked>& asked) {
  std::vector<ShippingQuestion> questions;
  for (const auto& one : asked) {
    questions.push_back(flows::shipping_question(one.row, one.order));
    questions.back().account = account.name;
  }
  const auto mapped = flows::ask_shipping_map(plugins, account, questions);
  std::vector<Decision> out;
  for (std::size_t i = 0; i < asked.size(); ++i)
    out.push_back(flows::decide(account, asked[i].row, asked[i].order, mapped[i]));
  return out;
}

Result<std::vector<Asked>> load_page(storage::Database& db, const std::vector<std::int64_t>& ids) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::orders_by_id(**tx, ids);
  if (!rows) return fail(std::move(rows.error()));
  std::sort(rows->begin(), rows->end(), [](const auto& a, const auto& b) { return a.id > b.id; });
  std::vector<Asked> out;
  for (auto& row : *rows) {
    if (!was_taken(row)) continue;
    auto order = flows::order_less_personal(row);
    if (!order) continue;
    for (auto& line : order->lines) line.quantity_shipped = 0;
    row.pii = {};
    row.document.clear();
    out.push_back({std::move(row), std::move(*order)});
  }
  return out;
}

void compare(const std::vector<Asked>& asked, const std::vector<Decision>& before, const std::vector<Decision>& after,
             std::size_t listed, Replay& out) {
  for (std::size_t i = 0; i < asked.size(); ++i) {
    ++out.replayed;
    auto effects = effects_of(before[i], after[i]);
    if (effects.empty()) continue;
    ++out.differing;
    for (const auto effect : effects) ++out.counts[effect];
    if (out.orders.size() >= listed) continue;
    const auto& row = asked[i].row;
    const auto old_place = place_of(before[i], effects), place = place_of(after[i], effects);
    out.orders.push_back(
        {row.id, row.channel_order_id, row.store, std::move(effects), words(before[i]), words(after[i]), old_place, place});
  }
}

struct Said {
  Effect effect;
  std::string_view name, sentence;
};
constexpr std::array kSaid{
    Said{Effect::service, "service", "would ship by another service"},
    Said{Effect::warehouse, "warehouse", "would go to another warehouse"},
    Said{Effect::unmapped, "unmapped", "would need a mapping"},
    Said{Effect::mapped, "mapped", "would no longer need a mapping"},
    Said{Effect::held, "held", "would be held"},
    Said{Effect::released, "released", "would no longer be held"},
    Said{Effect::observed, "observed", "would only be observed, not sent"},
    Said{Effect::sent, "sent", "would be sent, not only observed"},
    Said{Effect::parked, "parked", "would wait for a store that is not configured"},
    Said{Effect::resumed, "resumed", "would no longer wait for their store"},
    Said{Effect::failed, "failed", "got no answer from the proposed shipping map"},
};

}  // namespace

std::string_view name_of(Effect effect) { return kSaid.at(static_cast<std::size_t>(effect)).name; }
std::string_view sentence_of(Effect effect) { return kSaid.at(static_cast<std::size_t>(effect)).sentence; }

std::vector<std::int64_t> evenly(const std::vector<std::int64_t>& items, std::size_t count) {
  if (count >= items.size()) return items;
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < items.size(); ++i)
    if ((i + 1) * count / items.size() > i * count / items.size()) out.push_back(items[i]);
  return out;
}

Result<Replay> replay(storage::Database& db, plugins::Supervisor& plugins, const config::Account& running,
                      const config::Account& proposed, const std::vector<std::int64_t>& ids, const ReplayOptions& options) {
  Replay out;
  for (std::size_t from = 0; from < ids.size(); from += kPage) {
    if (options.stopping && *options.stopping) return fail(FW_E_CANCELLED, "the host is ending");
    const auto to = std::min(from + kPage, ids.size());
    auto asked =
        load_page(db, {ids.begin() + static_cast<std::ptrdiff_t>(from), ids.begin() + static_cast<std::ptrdiff_t>(to)});
    if (!asked) return fail(std::move(asked.error()));
    const auto before = decide_all(plugins, running, *asked);
    auto moved = *asked;
    for (auto& one : moved) one.row = renamed(std::move(one.row), proposed);
    compare(*asked, before, decide_all(plugins, proposed, moved), options.listed, out);
  }
  return out;
}

}  // namespace fairway::engine
