#include "host/engine/job_rows.hpp"

namespace fairway::engine {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

using Key = std::pair<std::string, std::string>;  // account, target
using Only = const std::set<std::string>*;

Result<Rows> select(Transaction& tx, const std::string& where, const std::vector<Value>& values, Only only) {
  if (!only) return tx.query(fmt::format(fmt::runtime(where), ""), values);
  return tx.query_in(fmt::format(fmt::runtime(where), "AND account IN ({keys})"), {only->begin(), only->end()}, values);
}

// Accounts and targets that have jobs in this state.
Result<std::set<Key>> targets_in(Transaction& tx, const std::string& state, Only only) {
  // The state's name in the text and the grouping let the index of ready jobs be used: by state alone all are looked at.
  const auto where = fmt::format(
      "SELECT account, target FROM job WHERE state = '{}' AND account <> ? {{}} GROUP BY account, kind, target", state);
  auto rows = select(tx, where, {std::string()}, only);
  if (!rows) return fail(std::move(rows.error()));
  std::set<Key> all;
  for (std::size_t i = 0; i < rows->size(); ++i) all.emplace(rows->text(i, 0), rows->text(i, 1));
  return all;
}

// Targets that once were a store of the account: such a one that is not in the files now is absent, not unknown.
Result<std::set<Key>> known_stores(Transaction& tx, Only only) {
  auto rows = select(tx, "SELECT DISTINCT account, nickname FROM store WHERE account <> ? {}", {std::string()}, only);
  if (!rows) return fail(std::move(rows.error()));
  std::set<Key> all;
  for (std::size_t i = 0; i < rows->size(); ++i) all.emplace(rows->text(i, 0), rows->text(i, 1));
  return all;
}

Status move(Transaction& tx, const std::string& from, const std::string& to, const std::set<Key>& targets) {
  Rows rows{{"to"}, {"from"}, {"account"}, {"target"}};
  for (const auto& [account, target] : targets) rows.add({to, from, account, target});
  if (rows.empty()) return {};
  auto done = tx.bulk("UPDATE job SET state = ? WHERE state = ? AND account = ? AND target = ?", rows);
  if (!done) return fail(std::move(done.error()));
  return {};
}

}  // namespace

Status seed_jobs(Transaction& tx, const std::string& account, const std::vector<ledger::NewJob>& wanted, Instant now) {
  Rows rows{{"key"},
            {"account"},
            {"kind"},
            {"target"},
            {"payload"},
            {"every", Type::integer},
            {"due", Type::integer},
            {"now", Type::integer},
            {"latest", Type::integer}};
  std::set<std::string> keys;
  const auto at = now.time_since_epoch().count();
  for (const auto& job : wanted) {
    const auto every = job.every.value_or(Millis(0)).count();
    rows.add({job.key, job.group.account, job.group.kind, job.group.target, job.payload, every,
              job.due.time_since_epoch().count(), at, at + every});
    keys.insert(job.key);
  }
  if (!rows.empty()) {
    auto done = tx.bulk(
        "INSERT INTO job (key, account, kind, target, payload, every, due_at, created_at, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ready') ON CONFLICT (key) DO UPDATE SET every = excluded.every, "
        "payload = excluded.payload, due_at = MIN(due_at, ?), state = CASE state WHEN 'running' THEN 'running' ELSE 'ready' "
        "END",
        rows);
    if (!done) return fail(std::move(done.error()));
  }
  auto known = tx.query("SELECT id, key FROM job WHERE every IS NOT NULL AND account = ? AND state <> 'running'", {account});
  if (!known) return fail(std::move(known.error()));
  Rows gone{{"id", Type::integer}};
  for (std::size_t i = 0; i < known->size(); ++i)
    if (!keys.contains(known->text(i, 1))) gone.add({known->integer(i, 0)});
  if (gone.empty()) return {};
  auto done = tx.bulk("DELETE FROM job WHERE id = ?", gone);
  if (!done) return fail(std::move(done.error()));
  return {};
}

Status park_jobs(Transaction& tx, const config::Snapshot& snapshot, Only only) {
  auto stores = known_stores(tx, only);
  if (!stores) return fail(std::move(stores.error()));
  const auto runs = [&](const auto& place) {
    const auto account = snapshot.accounts.find(place.first);
    if (account == snapshot.accounts.end()) return false;
    const auto* store = account->second->store(place.second);
    return store ? store->enabled : !stores->contains(place) || account->second->warehouse(place.second) != nullptr;
  };
  for (const auto& [from, to, wanted] : {std::tuple{"ready", "parked", false}, std::tuple{"parked", "ready", true}}) {
    auto targets = targets_in(tx, from, only);
    if (!targets) return fail(std::move(targets.error()));
    std::erase_if(*targets, [&, w = wanted](const auto& place) { return runs(place) != w; });
    if (auto done = move(tx, from, to, *targets); !done) return done;
  }
  return {};
}

}  // namespace fairway::engine
