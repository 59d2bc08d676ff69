#include "host/ledger/retire.hpp"

#include <fmt/format.h>

#include "host/ledger/hold.hpp"
#include "host/ledger/named_keys.hpp"
#include "host/ledger/redaction.hpp"
#include "host/ledger/rename.hpp"
#include "host/ledger/token_accounts.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;

Status drop_jobs(Transaction& tx, const std::string& account, const std::vector<std::string>& targets = {}) {
  auto jobs = jobs_of(tx, account, targets);
  if (!jobs) return fail(std::move(jobs.error()));
  Rows ids{{"id", Type::integer}};
  for (const auto& job : *jobs) ids.add({job.id});
  if (ids.empty()) return {};
  return done(tx.bulk("DELETE FROM job WHERE id = ?", ids));
}

Status drop_keys_of(Transaction& tx, const Owner& owner) {
  for (const auto column : {KeyColumn::cursor, KeyColumn::state, KeyColumn::host_state, KeyColumn::token}) {
    auto keys = keys_of(tx, column, owner);
    if (!keys) return fail(std::move(keys.error()));
    if (auto ok = drop_keys(tx, column, *keys); !ok) return ok;
  }
  return {};
}

Result<bool> any(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

// What is the store's by its row, and what a group of stores had, of which it was the last: "orders/acme/amazon:region=NA…".
Status drop_shared(Transaction& tx, const StoreRow& store) {
  auto others =
      any(tx.query("SELECT 1 FROM store WHERE account = ? AND removed_at IS NULL AND plugin = ? AND id <> ? LIMIT 1",
                   {store.account, store.plugin, store.id}));
  if (!others) return fail(std::move(others.error()));
  const auto group = fmt::format("{}/{}:", store.account, store.plugin);
  const auto covered = fmt::format("covered/{}/{}", store.account, store.id), late = fmt::format("/catch-up/{}", store.id);
  for (const auto column : {KeyColumn::cursor, KeyColumn::state}) {
    auto keys = keys_of(tx, column, {store.account, {}});
    if (!keys) return fail(std::move(keys.error()));
    std::erase_if(*keys, [&](const std::string& key) {
      const auto at = column == KeyColumn::state ? 0 : key.find('/') + 1;
      const bool last = !*others && key.compare(at, group.size(), group) == 0;
      return !last && key != covered && !key.starts_with(covered + "/") && !key.ends_with(late);
    });
    if (auto ok = drop_keys(tx, column, *keys); !ok) return ok;
  }
  return {};
}

// Stores of one seller share a token.
Status drop_sellers_tokens(Transaction& tx, const StoreRow& store) {
  if (store.seller.empty()) return {};
  auto others =
      any(tx.query("SELECT 1 FROM store WHERE plugin = ? AND seller = ? AND removed_at IS NULL AND id <> ? LIMIT 1",
                   {store.plugin, store.seller, store.id}));
  if (!others) return fail(std::move(others.error()));
  if (*others) return {};
  const auto key = store.plugin + "|" + store.seller;
  return done(tx.execute("DELETE FROM token WHERE scope >= ? AND scope < ?", {key + "|", key + "}"}));  // '}' follows '|'
}

// Deliveries of webhooks, with the keys of their bodies; rejects stay for people to read until their time is over.
Result<std::vector<std::string>> drop_arrivals(Transaction& tx, const StoreRow& store, Instant now) {
  auto hooks = tx.query("SELECT pii_key, id FROM hook WHERE account = ? AND target = ? AND pii_key IS NOT NULL",
                        {store.account, store.nickname});
  if (!hooks) return fail(std::move(hooks.error()));
  std::vector<std::string> keys;
  std::vector<Redaction> gone;
  for (std::size_t i = 0; i < hooks->size(); ++i) {
    keys.push_back(hooks->text(i, 0));
    gone.push_back({Redaction::Of::delivery, store.account, hooks->integer(i, 1), hooks->text(i, 0)});
  }
  if (auto ok = record(tx, gone, Why::removed, store.nickname + " was removed", now); !ok)
    return fail(std::move(ok.error()));
  if (auto ok = done(tx.execute("DELETE FROM hook WHERE account = ? AND target = ?", {store.account, store.nickname})); !ok)
    return fail(std::move(ok.error()));
  for (const auto& source : {store.nickname, "store:" + store.nickname})
    if (auto ok =
            done(tx.execute("UPDATE reject SET hash = NULL WHERE account = ? AND source = ?", {store.account, source}));
        !ok)
      return fail(std::move(ok.error()));
  return keys;
}

Status resolve_findings(Transaction& tx, const std::string& account, const std::vector<std::string>& targets, Instant now) {
  const std::string open = "UPDATE finding SET resolved_at = ? WHERE account = ? AND resolved_at IS NULL";
  if (targets.empty()) return done(tx.execute(open, {to_ms(now), account}));
  for (const auto& target : targets)
    if (auto ok = done(tx.execute(open + " AND target = ?", {to_ms(now), account, target})); !ok) return ok;
  return {};
}

// What is known of the stock of one who shipped, or of all of the account's.
Status drop_stock(Transaction& tx, const std::string& account, const std::string& warehouse = {}) {
  std::vector<storage::Value> of{account};
  std::string where = "account = ?";
  if (!warehouse.empty()) of.emplace_back(warehouse), where += " AND warehouse = ?";
  const auto balances = "(SELECT id FROM stock_balance WHERE " + where + ")";
  for (const auto& from :
       {"stock_movement WHERE balance_id IN " + balances, "stock_reservation WHERE balance_id IN " + balances,
        "stock_balance WHERE " + where, "stock_level WHERE " + where})
    if (auto ok = done(tx.execute("DELETE FROM " + from, of)); !ok) return ok;
  return {};
}

// What the store listed, and what its imports did; the catalogue stays, for other stores sell of it.
Status drop_listings(Transaction& tx, const StoreRow& store) {
  const std::string imports = "(SELECT id FROM import WHERE store_id = ?)";
  if (auto ok = done(tx.execute("DELETE FROM catalogue_key WHERE kind IN (3, 4) AND id IN (SELECT id FROM listing WHERE "
                                "store_id = ?)",
                                {store.id}));
      !ok)
    return ok;
  for (const auto& from :
       {"import_row WHERE import_id IN " + imports, "import_change WHERE import_id IN " + imports,
        "import_rival WHERE import_id IN " + imports, std::string("import WHERE store_id = ?"),
        std::string("import_left_out WHERE store_id = ?"), std::string("listing_submission WHERE store_id = ?"),
        std::string("item_content WHERE store_id = ?"), std::string("listing WHERE store_id = ?")})
    if (auto ok = done(tx.execute("DELETE FROM " + from, {store.id})); !ok) return ok;
  return done(
      tx.execute("UPDATE catalogue_item SET gtin = NULL WHERE account = ? AND gtin IS NOT NULL AND NOT EXISTS (SELECT "
                 "1 FROM listing WHERE item_id = catalogue_item.id AND state IN ('active', 'paused', 'linked'))",
                 {store.account}));
}

}  // namespace

Result<std::vector<std::string>> retire_store(Transaction& tx, const StoreRow& store, Instant now) {
  const std::vector<std::string> targets{store.nickname, "store:" + store.nickname};
  const auto steps = [&]() -> Status {
    if (auto ok = drop_jobs(tx, store.account, targets); !ok) return ok;
    if (auto ok = drop_keys_of(tx, {store.account, store.nickname}); !ok) return ok;
    if (auto ok = drop_shared(tx, store); !ok) return ok;
    if (auto ok = drop_sellers_tokens(tx, store); !ok) return ok;
    if (auto ok = drop_stock(tx, store.account, store.nickname); !ok) return ok;
    if (auto ok = drop_listings(tx, store); !ok) return ok;
    if (auto ok = resolve_findings(tx, store.account, targets, now); !ok) return ok;
    if (auto ok =
            done(tx.execute("UPDATE order_window SET state = 'incomplete', ended_at = ?, note = 'the store was removed' "
                            "WHERE ended_at IS NULL AND account = ? AND source = ?",
                            {to_ms(now), store.account, targets[1]}));
        !ok)
      return ok;
    if (auto ok = drop_hold(tx, store.account, store.nickname); !ok) return fail(std::move(ok.error()));
    return done(
        tx.execute("UPDATE store SET removed_at = COALESCE(removed_at, ?), retired = 1, paused = 0 WHERE account = ? "
                   "AND nickname = ? AND retired = 0",
                   {to_ms(now), store.account, store.nickname}));
  };
  if (auto ok = steps(); !ok) return fail(std::move(ok.error()));
  return drop_arrivals(tx, store, now);
}

Result<std::vector<std::string>> retire_account(Transaction& tx, const std::string& account, Instant now) {
  auto stores = stores_of(tx, account);
  if (!stores) return fail(std::move(stores.error()));
  std::vector<std::string> keys;
  for (const auto& store : *stores) {
    auto mine = retire_store(tx, store, now);
    if (!mine) return mine;
    keys.insert(keys.end(), mine->begin(), mine->end());
  }
  if (auto ok = drop_jobs(tx, account); !ok) return fail(std::move(ok.error()));
  if (auto ok = drop_keys_of(tx, {account, {}}); !ok) return fail(std::move(ok.error()));
  if (auto ok = resolve_findings(tx, account, {}, now); !ok) return fail(std::move(ok.error()));
  if (auto ok = drop_stock(tx, account); !ok) return fail(std::move(ok.error()));
  if (auto ok = drop_from_tokens(tx, account); !ok) return fail(std::move(ok.error()));
  for (const auto* sql : {"UPDATE store SET retired = 1 WHERE account = ?",
                          "DELETE FROM order_gap WHERE window_id IN (SELECT id FROM order_window WHERE account = ?)",
                          "DELETE FROM order_window WHERE account = ?", "DELETE FROM seller WHERE account = ?",
                          "DELETE FROM hold WHERE account = ?", "DELETE FROM catalogue_item WHERE account = ?",
                          "DELETE FROM notice_way WHERE notice_id IN (SELECT id FROM notice WHERE account = ?)",
                          "DELETE FROM notice WHERE account = ?", "DELETE FROM account WHERE name = ?"})
    if (auto ok = done(tx.execute(sql, {account})); !ok) return fail(std::move(ok.error()));
  return keys;
}

}  // namespace fairway::ledger
