#include "host/engine/store_rows.hpp"

#include "host/ledger/records.hpp"

namespace fairway::engine {
namespace {

using config::Mode;
using config::Orders;
using config::Store;
using storage::Transaction;
using storage::Value;

std::int64_t ms(Instant at) { return at.time_since_epoch().count(); }

Instant start_of(const Orders& orders, Instant now) {
  switch (orders.start) {
    case Orders::Start::date: return orders.start_date.value_or(now);
    case Orders::Start::open_orders: return now - orders.within;
    default: return now;
  }
}

struct Row {
  std::int64_t id = 0;
  std::optional<std::int64_t> live_since;
};

// The current row of this identity; rows of the nickname's other identities end.
Result<Row> current_row(Transaction& tx, const config::Account& account, const Store& store, Instant now) {
  const std::vector<Value> key{account.name, store.nickname, store.settings.plugin, store.store_identity};
  auto ended = tx.execute(
      "UPDATE store SET removed_at = ? WHERE account = ? AND nickname = ? AND removed_at IS NULL AND NOT (plugin = ? AND "
      "identity = ?)",
      {ms(now), key[0], key[1], key[2], key[3]});
  if (!ended) return fail(std::move(ended.error()));
  auto rows = tx.query(
      "SELECT id, live_since FROM store WHERE account = ? AND nickname = ? AND plugin = ? AND identity = ? AND removed_at "
      "IS NULL",
      key);
  if (!rows) return fail(std::move(rows.error()));
  if (!rows->empty()) return Row{rows->integer(0, 0), rows->maybe_integer(0, 1)};
  storage::Rows fresh{{"account"},  {"nickname"}, {"plugin"},
                      {"identity"}, {"seller"},   {"first_seen", storage::Type::integer}};
  fresh.add({key[0], key[1], key[2], key[3], store.seller_identity, ms(now)});
  auto ids = tx.insert("store", fresh);
  if (!ids) return fail(std::move(ids.error()));
  return Row{ids->front(), std::nullopt};
}

// What the store's mode was when it was applied last; the row has no column for it.
Result<bool> went_live(Transaction& tx, const config::Account& account, const Store& store) {
  const std::string scope = "host", key = "mode/" + account.name + "/" + store.nickname;
  auto before = ledger::get_state(tx, scope, key);
  if (!before) return fail(std::move(before.error()));
  const std::string mode = store.mode == Mode::live ? "live" : "observe";
  if (*before == mode) return false;
  if (auto kept = ledger::set_state(tx, scope, {{key, mode, {}}}); !kept) return fail(std::move(kept.error()));
  return *before == "observe";
}

Status apply_store(Transaction& tx, const config::Account& account, const Store& store, Instant now) {
  auto row = current_row(tx, account, store, now);
  if (!row) return fail(std::move(row.error()));
  if (!store.enabled || !store.orders.enabled) return {};
  auto switched = went_live(tx, account, store);
  if (!switched) return fail(std::move(switched.error()));
  const bool dated = store.orders.start == Orders::Start::date;
  if (row->live_since && !*switched && !dated) return {};
  auto done = tx.execute("UPDATE store SET live_since = ? WHERE id = ?", {ms(start_of(store.orders, now)), row->id});
  if (!done) return fail(std::move(done.error()));
  return {};
}

}  // namespace

Status apply_stores(Transaction& tx, const config::Account& account, Instant now) {
  for (const auto& store : account.stores)
    if (auto done = apply_store(tx, account, store, now); !done) return done;
  return {};
}

}  // namespace fairway::engine
