#include "host/engine/absent.hpp"

#include "host/ledger/records.hpp"
#include "host/ledger/store.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

ledger::Finding of_account(const std::string& account) {
  return {"absent/" + account, account, "", "absent",
          fmt::format("the account's file is gone and its work is parked: bring it back, say `formerly: {0}` in the file of "
                      "the account that it is now, or remove it (fairway account remove {0})",
                      account)};
}

ledger::Finding of_store(const std::string& account, const std::string& store) {
  return {"absent/" + account + "/" + store, account, store, "absent",
          fmt::format("the store is gone from the account's file and its work is parked: bring it back, say `formerly: {0}` "
                      "in the store that it is now, or remove it (fairway store remove {0} --account {1})",
                      store, account)};
}

}  // namespace

Status note_stores(Transaction& tx, const config::Account& account, Instant now) {
  auto rows = ledger::stores_of(tx, account.name);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ledger::Finding> gone;
  std::set<std::string> keys{of_account(account.name).key};  // which is back
  for (const auto& row : *rows)
    if (!account.store(row.nickname)) gone.push_back(of_store(account.name, row.nickname));
    else keys.insert(of_store(account.name, row.nickname).key);
  if (auto raised = ledger::raise(tx, gone, now); !raised) return raised;
  auto open =
      tx.query("SELECT key FROM finding WHERE kind = 'absent' AND resolved_at IS NULL AND account = ?", {account.name});
  if (!open) return fail(std::move(open.error()));
  for (std::size_t i = 0; i < open->size(); ++i)
    if (keys.contains(open->text(i, 0)))
      if (auto done = ledger::resolve(tx, open->text(i, 0), now); !done) return done;
  return {};
}

Status note_absent(Transaction& tx, const std::set<std::string>* accounts, Instant now) {
  std::vector<ledger::Finding> gone;
  if (accounts) {
    for (const auto& account : *accounts) gone.push_back(of_account(account));
    return ledger::raise(tx, gone, now);
  }
  auto rows = tx.query("SELECT name FROM account WHERE absent = 1");
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) gone.push_back(of_account(rows->text(i, 0)));
  return ledger::raise(tx, gone, now);
}

}  // namespace fairway::engine
