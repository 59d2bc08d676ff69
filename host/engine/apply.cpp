#include "host/engine/apply.hpp"

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
  config::tidy(snapshot.findings);
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
  auto rows = tx.query("SELECT hash, absent FROM account WHERE name = ?", {account.name});
  if (!rows) return fail(std::move(rows.error()));
  if (!rows->empty() && rows->text(0, 0) == account.hash && rows->integer(0, 1) == 0) return {};
  const bool changed = !rows->empty() && rows->text(0, 0) != account.hash;
  (rows->empty() ? out.added : out.changed).insert(account.name);
  auto done = tx.execute(
      "INSERT INTO account (name, hash, generation, applied_at) VALUES (?, ?, 1, ?) ON CONFLICT (name) DO UPDATE SET "
      "hash = excluded.hash, generation = generation + ?, applied_at = excluded.applied_at, absent = 0",
      {account.name, account.hash, now.time_since_epoch().count(), std::int64_t{changed}});
  if (!done) return fail(std::move(done.error()));
  if (rows->empty()) return {};
  return ledger::enqueue(tx, {flows::remap_job(account.name, now)}, now);
}

Status mark_absent(Transaction& tx, const config::Snapshot& snapshot, Applied& out) {
  auto rows = tx.query("SELECT name FROM account WHERE absent = 0");
  if (!rows) return fail(std::move(rows.error()));
  storage::Rows gone{{"name"}};
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto& name = rows->text(i, 0);
    if (snapshot.accounts.contains(name) || snapshot.rejected.contains(name)) continue;
    out.absent.insert(name);
    gone.add({name});
  }
  if (gone.empty()) return {};
  auto done = tx.bulk("UPDATE account SET absent = 1 WHERE name = ?", gone);
  if (!done) return fail(std::move(done.error()));
  return {};
}

}  // namespace

Result<Applied> apply(Transaction& tx, config::Snapshot snapshot, const Catalogue& catalogue, Instant now,
                      const std::set<std::string>* only) {
  Applied out;
  auto refused = claim_sellers(tx, snapshot, now);
  if (!refused) return fail(std::move(refused.error()));
  out.refused = std::move(*refused);
  refuse_stores(snapshot, out.refused);
  const auto steps = [&]() -> Status {
    if (auto done = raise_refused(tx, out.refused, now); !done) return done;
    if (auto done = mark_absent(tx, snapshot, out); !done) return done;
    for (const auto& [name, account] : snapshot.accounts) {
      if (only && !only->contains(name)) continue;
      if (auto done = apply_account(tx, *account, out, now); !done) return done;
      if (auto done = apply_stores(tx, *account, now); !done) return done;
      if (auto done = seed_jobs(tx, name, flows::schedule(*account, catalogue, now), now); !done) return done;
    }
    // Deadlines passed while nobody looked: the host's own jobs are due at once.
    if (only) return park_jobs(tx, snapshot);
    if (auto done = ledger::enqueue(tx, flows::host_schedule(now), now); !done) return done;
    return park_jobs(tx, snapshot);
  };
  if (auto done = steps(); !done) return fail(std::move(done.error()));
  out.snapshot = std::make_shared<const config::Snapshot>(std::move(snapshot));
  return out;
}

}  // namespace fairway::engine
