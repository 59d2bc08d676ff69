#include "host/ledger/store.hpp"

namespace fairway::ledger {

Result<std::vector<StoreRow>> stores_of(storage::Transaction& tx, const std::string& account) {
  auto rows = tx.query(
      "SELECT id, account, nickname, plugin, seller, identity, first_seen, live_since, paused FROM store "
      "WHERE account = ? AND removed_at IS NULL ORDER BY id",
      {account});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<StoreRow> stores;
  for (std::size_t i = 0; i < rows->size(); ++i)
    stores.push_back({rows->integer(i, 0), rows->text(i, 1), rows->text(i, 2), rows->text(i, 3), rows->text(i, 4),
                      rows->text(i, 5), from_ms(rows->integer(i, 6)), instant_at(*rows, i, 7), rows->integer(i, 8) != 0});
  return stores;
}

Result<std::map<std::int64_t, std::optional<Instant>>> live_since_of(storage::Transaction& tx, const std::string& account) {
  auto rows = tx.query("SELECT id, live_since FROM store WHERE account = ?", {account});
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::int64_t, std::optional<Instant>> out;
  for (std::size_t i = 0; i < rows->size(); ++i) out.emplace(rows->integer(i, 0), instant_at(*rows, i, 1));
  return out;
}

Result<bool> set_paused(storage::Transaction& tx, const std::string& account, const std::string& store, bool paused) {
  auto changed = tx.execute("UPDATE store SET paused = ? WHERE account = ? AND nickname = ? AND removed_at IS NULL",
                            {std::int64_t{paused}, account, store});
  if (!changed) return fail(std::move(changed.error()));
  return *changed > 0;
}

}  // namespace fairway::ledger
