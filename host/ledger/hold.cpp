#include "host/ledger/hold.hpp"

namespace fairway::ledger {

Result<std::vector<HeldTarget>> all_holds(storage::Transaction& tx) {
  auto rows = tx.query("SELECT account, target, at, author, reason FROM hold ORDER BY account, target");
  if (!rows) return fail(std::move(rows.error()));
  std::vector<HeldTarget> all;
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back({rows->text(i, 0), rows->text(i, 1), {from_ms(rows->integer(i, 2)), rows->text(i, 3), rows->text(i, 4)}});
  return all;
}

Result<HoldsByTarget> holds_of(storage::Transaction& tx, const std::string& account) {
  auto rows = tx.query("SELECT target, at, author, reason FROM hold WHERE account = ?", {account});
  if (!rows) return fail(std::move(rows.error()));
  HoldsByTarget holds;
  for (std::size_t i = 0; i < rows->size(); ++i)
    holds.emplace(rows->text(i, 0), Hold{from_ms(rows->integer(i, 1)), rows->text(i, 2), rows->text(i, 3)});
  return holds;
}

Status set_hold(storage::Transaction& tx, const std::string& account, const std::string& target, const Hold& hold) {
  return done(
      tx.execute("INSERT INTO hold (account, target, at, author, reason) VALUES (?, ?, ?, ?, ?) "
                 "ON CONFLICT (account, target) DO UPDATE SET author = excluded.author, reason = excluded.reason",
                 {account, target, to_ms(hold.at), hold.author, hold.reason}));
}

Result<bool> drop_hold(storage::Transaction& tx, const std::string& account, const std::string& target) {
  auto gone = tx.execute("DELETE FROM hold WHERE account = ? AND target = ?", {account, target});
  if (!gone) return fail(std::move(gone.error()));
  return *gone > 0;
}

}  // namespace fairway::ledger
