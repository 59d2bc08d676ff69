#include "host/engine/store_rows.hpp"

#include "host/flows/intake/switched_on.hpp"
#include "host/ledger/records.hpp"
#include "host/ledger/values.hpp"

namespace fairway::engine {
namespace {

using config::Mode;
using config::Orders;
using config::Store;
using ledger::to_ms;
using storage::Transaction;
using storage::Value;

struct Row {
  std::int64_t id = 0;
  std::optional<Instant> live_since;
};

// The current row of this identity; that of another one ends. A pause is the nickname's: only a person lifts it.
Result<Row> current_row(Transaction& tx, const config::Account& account, const Store& store, Instant now) {
  const std::vector<Value> key{account.name, store.nickname, store.settings.plugin, store.store_identity};
  auto rows = tx.query(
      "SELECT id, live_since, plugin, identity, paused FROM store WHERE account = ? AND nickname = ? AND removed_at IS NULL",
      {key[0], key[1]});
  if (!rows) return fail(std::move(rows.error()));
  std::int64_t paused = 0;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if (rows->text(i, 2) == store.settings.plugin && rows->text(i, 3) == store.store_identity)
      return Row{rows->integer(i, 0), ledger::instant_at(*rows, i, 1)};
    paused = std::max(paused, rows->integer(i, 4));
    auto ended = tx.execute("UPDATE store SET removed_at = ? WHERE id = ?", {to_ms(now), rows->integer(i, 0)});
    if (!ended) return fail(std::move(ended.error()));
  }
  storage::Rows fresh{{"account"},
                      {"nickname"},
                      {"plugin"},
                      {"identity"},
                      {"seller"},
                      {"first_seen", storage::Type::integer},
                      {"paused", storage::Type::integer}};
  fresh.add({key[0], key[1], key[2], key[3], store.seller_identity, to_ms(now), paused});
  auto ids = tx.insert("store", fresh);
  if (!ids) return fail(std::move(ids.error()));
  return Row{ids->front(), std::nullopt};
}

constexpr const char* kModeScope = "host";
std::string mode_key(const config::Account& account, const Store& store) {
  return "mode/" + account.name + "/" + store.nickname;
}

constexpr std::string_view kOff = " off";

// What the store was when it was applied last; the row has no column for it.
struct WasBefore {
  bool observed = false, off = false;
};
Result<WasBefore> note_mode(Transaction& tx, const config::Account& account, const Store& store) {
  auto before = ledger::get_state(tx, kModeScope, mode_key(account, store));
  if (!before) return fail(std::move(before.error()));
  const WasBefore was{before->starts_with("observe"), before->ends_with(kOff)};
  const bool on = store.enabled && store.orders.enabled;
  if (!on && before->empty()) return was;
  std::string mode = store.mode == Mode::live ? "live" : "observe";
  if (!on) mode = was.off ? *before : *before + std::string(kOff);
  if (mode != *before)
    if (auto kept = ledger::set_state(tx, kModeScope, {{mode_key(account, store), mode, {}}}); !kept)
      return fail(std::move(kept.error()));
  return was;
}

Status apply_store(Transaction& tx, const config::Account& account, const Store& store, Instant now) {
  auto row = current_row(tx, account, store, now);
  if (!row) return fail(std::move(row.error()));
  auto was = note_mode(tx, account, store);
  if (!was) return fail(std::move(was.error()));
  if (!store.enabled || !store.orders.enabled) return {};
  if (was->off)
    if (auto noted = flows::note_switched_on(tx, account.name, row->id, now); !noted) return noted;
  const bool went_live = was->observed && store.mode == Mode::live;
  const auto since = live_since(store.orders, went_live ? std::nullopt : row->live_since, was->off, now);
  if (row->live_since == since) return {};
  return ledger::done(tx.execute("UPDATE store SET live_since = ? WHERE id = ?", {to_ms(since), row->id}));
}

}  // namespace

Result<StoreMarks> store_marks(Transaction& tx, const config::Account& runs) {
  StoreMarks out;
  auto rows = tx.query("SELECT id, live_since FROM store WHERE account = ? AND removed_at IS NULL", {runs.name});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) out.live_since[rows->integer(i, 0)] = ledger::instant_at(*rows, i, 1);
  for (const auto& store : runs.stores) {
    auto mode = ledger::get_state(tx, kModeScope, mode_key(runs, store));
    if (!mode) return fail(std::move(mode.error()));
    out.modes[mode_key(runs, store)] = std::move(*mode);
  }
  return out;
}

Status put_back(Transaction& tx, const StoreMarks& marks) {
  for (const auto& [id, since] : marks.live_since)
    if (auto done = tx.execute("UPDATE store SET live_since = ? WHERE id = ?", {since ? Value(to_ms(*since)) : Value(), id});
        !done)
      return fail(std::move(done.error()));
  std::vector<ledger::StateItem> modes;
  for (const auto& [key, mode] : marks.modes) modes.push_back({key, mode, {}});
  return modes.empty() ? Status() : ledger::set_state(tx, kModeScope, modes);
}

Status undo_stores(Transaction& tx, const std::string& account, Instant applied, std::int64_t last_order) {
  auto gone = tx.execute(
      "DELETE FROM store WHERE account = ? AND first_seen = ? AND removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM orders o "
      "WHERE o.account = store.account AND o.id > ? AND o.store_id = store.id)",
      {account, to_ms(applied), last_order});
  if (!gone) return fail(std::move(gone.error()));
  auto back = tx.execute(
      "UPDATE store SET removed_at = NULL WHERE account = ? AND removed_at = ? AND retired = 0 AND NOT EXISTS (SELECT 1 "
      "FROM "
      "store s WHERE s.account = store.account AND s.nickname = store.nickname AND s.removed_at IS NULL)",
      {account, to_ms(applied)});
  if (!back) return fail(std::move(back.error()));
  return {};
}

Instant live_since(const Orders& orders, std::optional<Instant> before, bool switched_on, Instant now) {
  if (orders.start == Orders::Start::date) return orders.start_date.value_or(now);
  const bool open = orders.start == Orders::Start::open_orders;
  if (before) return open && switched_on ? std::min(*before, now - orders.within) : *before;
  return open ? now - orders.within : now;
}

Status apply_stores(Transaction& tx, const config::Account& account, Instant now) {
  for (const auto& store : account.stores)
    if (auto done = apply_store(tx, account, store, now); !done) return done;
  return {};
}

}  // namespace fairway::engine
