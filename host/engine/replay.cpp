#include "host/engine/replay.hpp"

#include <numeric>

#include "host/engine/places.hpp"
#include "host/engine/store_rows.hpp"
#include "host/flows/intake/rejudge.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/store.hpp"

namespace fairway::engine {
namespace {

using flows::Decision;

constexpr std::size_t kPage = 500;

struct AskedOrder {
  ledger::OrderRow row;
  Order order;
  std::vector<flows::Look> looks;
};

using LiveSince = std::map<std::int64_t, std::optional<Instant>>;  // by the store's id

// The row as the proposed configuration will know it: its store may have another name there.
ledger::OrderRow renamed(ledger::OrderRow row, const config::Account& proposed) {
  if (proposed.store(row.store)) return row;
  for (const auto& store : proposed.stores)
    if (store.formerly == row.store) row.store = store.nickname;
  return row;
}

// Whether the order would be taken on; `since`: what its store counts from.
Fate judged(const AskedOrder& asked, const config::Account& account, Instant since) {
  Fate out;
  const auto* store = account.store(asked.row.store);
  out.configured = store != nullptr;
  if (!store) return out;
  out.fetched = flows::fetches_orders(*store);
  out.judged = flows::rejudge(asked.order, asked.looks, *store, account.skus.get(), since);
  const auto block = "stores." + store->nickname;
  if (!out.fetched) out.judged_at = place_of(account, block + (store->enabled ? ".orders.enabled" : ".enabled"));
  else if (!out.judged.key.empty()) out.judged_at = place_of(account, block + ".orders." + std::string(out.judged.key));
  return out;
}

// Since when the store takes orders on: as it is stored, and as it will be once the proposed `orders` block is applied. A
// store that goes live by it is taken to have been live always, or no order would be left to look at.
Instant now_since(const AskedOrder& asked, const LiveSince& stored) {
  const auto found = stored.find(asked.row.store_id);
  return found == stored.end() ? Instant::max() : found->second.value_or(Instant::max());
}
Instant then_since(const AskedOrder& asked, const config::Account& proposed, const LiveSince& stored) {
  const auto found = stored.find(asked.row.store_id);
  const auto* store = proposed.store(asked.row.store);
  if (!store || found == stored.end()) return Instant::max();
  return live_since(store->orders, found->second, false, asked.looks.front().at);
}

// Goes on with those that are not passed over.
void decide_rest(plugins::Supervisor& plugins, const config::Account& account, const std::vector<AskedOrder>& asked,
                 const flows::StockView& stock, std::vector<Fate>& fates) {
  std::vector<std::size_t> which;
  std::vector<ShippingQuestion> questions;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (fates[i].passed()) continue;
    which.push_back(i);
    questions.push_back(flows::shipping_question(asked[i].row, asked[i].order));
    questions.back().account = account.name;
  }
  if (questions.empty()) return;
  const auto mapped = flows::ask_shipping_map(plugins, account, questions);
  for (std::size_t i = 0; i < which.size(); ++i) {
    const auto& one = asked[which[i]];
    fates[which[i]].decision = flows::decide(account, one.row, one.order, mapped[i], stock);
  }
}

Result<flows::StockView> stock_for(storage::Database& db, const config::Account& account,
                                   const std::vector<AskedOrder>& asked, Instant now) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  std::vector<std::pair<std::string, const Order*>> orders;
  for (const auto& one : asked) orders.emplace_back(one.row.store, &one.order);
  return flows::known_stock(**tx, account, orders, now);
}

// What was shown of the orders of a page, by order.
Result<std::map<std::int64_t, std::vector<ledger::EventRow>>> shown(storage::Transaction& tx,
                                                                    const std::vector<std::int64_t>& ids) {
  auto events = ledger::events_of(tx, ids, flows::looks_from());
  if (!events) return fail(std::move(events.error()));
  std::map<std::int64_t, std::vector<ledger::EventRow>> out;
  for (auto& event : *events) out[event.order_id].push_back(std::move(event));
  return out;
}

Result<std::vector<AskedOrder>> load_page(storage::Database& db, const std::vector<std::int64_t>& ids) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::orders_by_id(**tx, ids);
  if (!rows) return fail(std::move(rows.error()));
  auto events = shown(**tx, ids);
  if (!events) return fail(std::move(events.error()));
  std::sort(rows->begin(), rows->end(), [](const auto& a, const auto& b) { return a.id > b.id; });
  std::vector<AskedOrder> out;
  for (auto& row : *rows) {
    if (row.document.size() <= 2) continue;  // nothing is kept of it but its key
    auto order = flows::order_less_personal(row);
    if (!order) continue;
    for (auto& line : order->lines) line.quantity_shipped = 0;
    auto looks = flows::looks_of(row, (*events)[row.id]);
    row.pii = {};
    row.document.clear();
    out.push_back({std::move(row), std::move(*order), std::move(looks)});
  }
  return out;
}

void compare(const std::vector<AskedOrder>& asked, const std::vector<Fate>& before, const std::vector<Fate>& after,
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
    auto old_words = words(before[i], effects), new_words = words(after[i], effects);
    out.orders.push_back({row.id, row.channel_order_id, row.store, std::move(effects), std::move(old_words),
                          std::move(new_words), old_place, place});
  }
}

Result<LiveSince> stored_starts(storage::Database& db, const std::string& account) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  return ledger::live_since_of(**tx, account);
}

}  // namespace

std::vector<std::int64_t> evenly(const std::vector<std::int64_t>& items, std::size_t count) {
  if (count >= items.size()) return items;
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < items.size(); ++i)
    if ((i + 1) * count / items.size() > i * count / items.size()) out.push_back(items[i]);
  return out;
}

std::vector<std::size_t> shares(const std::vector<std::size_t>& sizes, std::size_t most) {
  std::vector<std::size_t> order(sizes.size()), out(sizes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return sizes[a] < sizes[b]; });
  for (std::size_t i = 0; i < order.size(); ++i) {  // what short lists leave is shared by the longer ones
    out[order[i]] = std::min(sizes[order[i]], most / (order.size() - i));
    most -= out[order[i]];
  }
  return out;
}

Result<Replay> replay(storage::Database& db, plugins::Supervisor& plugins, const config::Account& running,
                      const config::Account& proposed, const std::vector<std::int64_t>& ids, const ReplayOptions& options) {
  Replay out;
  const auto stored = stored_starts(db, running.name);
  if (!stored) return fail(stored.error());
  for (std::size_t from = 0; from < ids.size(); from += kPage) {
    if (options.stopping && *options.stopping) return fail(FW_E_CANCELLED, "the host is ending");
    const auto to = std::min(from + kPage, ids.size());
    auto asked =
        load_page(db, {ids.begin() + static_cast<std::ptrdiff_t>(from), ids.begin() + static_cast<std::ptrdiff_t>(to)});
    if (!asked) return fail(std::move(asked.error()));
    std::vector<Fate> before, after;
    auto moved = *asked;
    for (auto& one : moved) one.row = renamed(std::move(one.row), proposed);
    for (const auto& one : *asked) before.push_back(judged(one, running, now_since(one, *stored)));
    for (const auto& one : moved) after.push_back(judged(one, proposed, then_since(one, proposed, *stored)));
    const auto stock = stock_for(db, running, *asked, options.now);
    const auto proposed_stock = stock_for(db, proposed, moved, options.now);
    if (!stock || !proposed_stock) return fail(stock ? proposed_stock.error() : stock.error());
    decide_rest(plugins, running, *asked, *stock, before);
    decide_rest(plugins, proposed, moved, *proposed_stock, after);
    compare(*asked, before, after, options.listed, out);
  }
  return out;
}

}  // namespace fairway::engine
