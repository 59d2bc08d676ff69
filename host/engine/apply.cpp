#include "host/engine/apply.hpp"

#include "host/engine/absent.hpp"
#include "host/engine/job_rows.hpp"
#include "host/engine/store_rows.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/ledger/records.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

// A store that may not run stands in the snapshot, switched off.
void refuse_stores(config::Snapshot& snapshot, const std::set<StoreName>& refused) {
  for (const auto& [name, nickname] : refused) {
    auto account = std::make_shared<config::Account>(*snapshot.accounts.at(name));
    for (auto& store : account->stores) {
      if (store.nickname != nickname) continue;
      store.enabled = false;
      snapshot.findings.push_back(
          {config::Severity::error, store.place, "stores." + nickname,
           fmt::format("refused: {} belongs to another account, and a seller belongs to one account at a time",
                       store.seller_identity)});
    }
    snapshot.accounts[name] = std::move(account);
  }
  if (!refused.empty()) config::tidy(snapshot.findings);
}

// The same for the lists of what needs a person; what no longer holds is resolved.
Status raise_refused(Transaction& tx, const std::set<StoreName>& refused, Instant now) {
  std::vector<ledger::Finding> findings;
  std::set<std::string> keys;
  for (const auto& [account, store] : refused) {
    findings.push_back({"seller/" + account + "/" + store, account, store, "seller-conflict",
                        "the store's seller belongs to another account"});
    keys.insert(findings.back().key);
  }
  if (auto raised = ledger::raise(tx, findings, now); !raised) return raised;
  auto open = tx.query("SELECT key FROM finding WHERE kind = 'seller-conflict' AND resolved_at IS NULL");
  if (!open) return fail(std::move(open.error()));
  for (std::size_t i = 0; i < open->size(); ++i)
    if (!keys.contains(open->text(i, 0)))
      if (auto done = ledger::resolve(tx, open->text(i, 0), now); !done) return done;
  return {};
}

Status apply_account(Transaction& tx, const config::Account& account, Applied& out, Instant now) {
  auto rows = tx.query("SELECT hash, absent, generation FROM account WHERE name = ?", {account.name});
  if (!rows) return fail(std::move(rows.error()));
  const bool added = rows->empty(), changed = !added && rows->text(0, 0) != account.hash;
  out.rows[account.name] = {account.hash, added ? 1 : rows->integer(0, 2) + std::int64_t{changed}, false};
  if (!added && !changed && rows->integer(0, 1) == 0) return {};
  (added ? out.added : out.changed).insert(account.name);
  auto done = tx.execute(
      "INSERT INTO account (name, hash, generation, applied_at) VALUES (?, ?, 1, ?) ON CONFLICT (name) DO UPDATE SET "
      "hash = excluded.hash, generation = generation + ?, applied_at = excluded.applied_at, absent = 0",
      {account.name, account.hash, now.time_since_epoch().count(), std::int64_t{changed}});
  if (!done) return fail(std::move(done.error()));
  if (added) return {};
  return ledger::enqueue(tx, {flows::remap_job(account.name, now)}, now);
}

Result<std::set<std::string>> not_in(Transaction& tx, const config::Snapshot& snapshot) {
  auto rows = tx.query("SELECT name FROM account WHERE absent = 0");
  if (!rows) return fail(std::move(rows.error()));
  std::set<std::string> gone;
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (const auto& name = rows->text(i, 0); !snapshot.accounts.contains(name) && !snapshot.rejected.contains(name))
      gone.insert(name);
  return gone;
}

Status mark_absent(Transaction& tx, const std::set<std::string>& gone, Applied& out) {
  if (gone.empty()) return {};
  storage::Rows names{{"name"}};
  for (const auto& name : gone) names.add({name});
  if (auto done = tx.bulk("UPDATE account SET absent = 1 WHERE name = ?", names); !done)
    return fail(std::move(done.error()));
  std::vector<storage::Value> keys(gone.begin(), gone.end());
  auto rows = tx.query_in("SELECT name, hash, generation FROM account WHERE name IN ({keys})", keys);
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) out.rows[rows->text(i, 0)] = {rows->text(i, 1), rows->integer(i, 2), true};
  out.absent = gone;
  return {};
}

// Accounts whose rows may be others than before: those that differ, and those of which another store may run now.
std::set<std::string> to_write(const config::Snapshot& snapshot, const Scope* scope, const std::set<StoreName>& refused) {
  std::set<std::string> all;
  if (!scope) {
    for (const auto& [name, account] : snapshot.accounts) all.insert(name);
    return all;
  }
  all = scope->changed;
  std::vector<StoreName> turned;
  std::set_symmetric_difference(scope->refused.begin(), scope->refused.end(), refused.begin(), refused.end(),
                                std::back_inserter(turned));
  for (const auto& [name, nickname] : turned) all.insert(name);
  return all;
}

Status write_accounts(Transaction& tx, const config::Snapshot& snapshot, const Catalogue& catalogue, Instant now,
                      const std::set<std::string>& names, Applied& out) {
  for (const auto& name : names) {
    const auto found = snapshot.accounts.find(name);
    if (found == snapshot.accounts.end()) continue;
    const auto& account = *found->second;
    if (auto done = apply_account(tx, account, out, now); !done) return done;
    if (auto done = apply_stores(tx, account, now); !done) return done;
    if (auto done = note_stores(tx, account, now); !done) return done;
    if (auto done = seed_jobs(tx, name, flows::schedule(account, catalogue, now), now); !done) return done;
  }
  return {};
}

}  // namespace

Result<AccountRows> account_rows(Transaction& tx) {
  auto rows = tx.query("SELECT name, hash, generation, absent FROM account");
  if (!rows) return fail(std::move(rows.error()));
  AccountRows all;
  for (std::size_t i = 0; i < rows->size(); ++i)
    all[rows->text(i, 0)] = {rows->text(i, 1), rows->integer(i, 2), rows->integer(i, 3) != 0};
  return all;
}

Result<Applied> apply(Transaction& tx, config::Snapshot snapshot, const Catalogue& catalogue, Instant now,
                      const SellerHolders& known_holders, const Scope* scope, const Renames& renames) {
  Applied out;
  out.renamed = renames;
  if (auto done = rename_all(tx, renames); !done) return fail(std::move(done.error()));
  SellerHolders under_new_names;
  if (!renames.accounts.empty()) rename_holders(under_new_names = known_holders, renames);
  const auto& holders = renames.accounts.empty() ? known_holders : under_new_names;
  std::set<std::string> moved;
  if (scope) moved = scope->changed, moved.insert(scope->gone.begin(), scope->gone.end());
  const auto sellers = scope ? std::optional<SellerScope>({moved, scope->refused}) : std::nullopt;
  auto claims = claim_sellers(tx, snapshot, now, holders, sellers ? &*sellers : nullptr);
  if (!claims) return fail(std::move(claims.error()));
  out.sellers = std::move(*claims);
  refuse_stores(snapshot, out.sellers.refused);
  auto gone = scope ? Result<std::set<std::string>>(scope->gone) : not_in(tx, snapshot);
  if (!gone) return fail(std::move(gone.error()));
  auto names = to_write(snapshot, scope, out.sellers.refused);
  const auto steps = [&]() -> Status {
    if (auto done = raise_refused(tx, out.sellers.refused, now); !done) return done;
    if (auto done = mark_absent(tx, *gone, out); !done) return done;
    if (auto done = note_absent(tx, scope ? &out.absent : nullptr, now); !done) return done;
    if (auto done = write_accounts(tx, snapshot, catalogue, now, names, out); !done) return done;
    // Deadlines passed while nobody looked: the host's own jobs are due at once.
    if (!scope)
      if (auto done = ledger::enqueue(tx, flows::host_schedule(now), now); !done) return done;
    names.insert(gone->begin(), gone->end());
    return park_jobs(tx, snapshot, scope ? &names : nullptr);
  };
  if (auto done = steps(); !done) return fail(std::move(done.error()));
  out.snapshot = std::make_shared<const config::Snapshot>(std::move(snapshot));
  return out;
}

}  // namespace fairway::engine
