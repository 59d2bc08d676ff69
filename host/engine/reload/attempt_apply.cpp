// From the change on: applied in one transaction and watched. The way back stands in attempt_undo.cpp.
#include <thread>

#include "host/engine/job_rows.hpp"
#include "host/engine/owner.hpp"
#include "host/engine/reload/attempt.hpp"
#include "host/flows/schedule.hpp"
#include "host/ledger/values.hpp"

namespace fairway::engine {
namespace {

using ledger::done;
using ledger::to_ms;
using storage::Transaction;

constexpr auto kLook = std::chrono::milliseconds(10);
constexpr std::size_t kFewJobs = 100;  // jobs

// Jobs by which the changed parts of an account show that they work.
std::vector<std::string> proofs(const config::Account& account, const config::Changes& changes, const Catalogue& catalogue,
                                Instant now) {
  const auto targets = targets_of(account, config::touched(changes), catalogue);
  std::vector<std::string> keys;
  for (const auto& job : flows::schedule(account, catalogue, now))
    if (targets.contains(job.group.target)) keys.push_back(job.key);
  return keys;
}

}  // namespace

bool is_of_the_change(std::string_view code) {
  return code == "CONFIG" || code == "AUTH" || code == "INVALID" || code == "UNSUPPORTED" || code == "INTERNAL";
}

DueIndex::Targets targets_of(const config::Account& account, const config::Touched& touched, const Catalogue& catalogue) {
  DueIndex::Targets targets = touched.warehouses;
  targets.insert(touched.stores.begin(), touched.stores.end());
  for (const auto& group : flows::order_groups(account, catalogue))
    for (const auto* store : group.stores)
      if (touched.stores.contains(store->nickname)) targets.insert(group.id);
  return targets;
}

Status Attempt::apply() {
  bind_to_mode(proposed_);
  std::vector<const config::Sources*> sources;
  for (const auto& name : changed_)
    if (const auto found = loaded_.read.find(name); found != loaded_.read.end()) sources.push_back(&found->second);
  Result<History::SealedTexts> texts = [&]() -> Result<History::SealedTexts> {
    auto view = parts_.db.read();
    if (!view) return fail(std::move(view.error()));
    return history_.seal(**view, sources);
  }();
  if (!texts) return fail(std::move(texts.error()));
  applied_at_ = parts_.clock.now();
  auto applied = parts_.db.transact([&](Transaction& tx) { return apply_in(tx, proposed_, *texts); });
  if (!applied) return fail(std::move(applied.error()));
  applied_ = std::move(*applied);
  if (!renames_.empty() || tokens_expired_) parts_.forget_tokens();
  parts_.loader.drop_texts(changed_);
  if (auto gone = parts_.vault.destroy(unused_keys_); !gone) parts_.log.warn(gone.error().message);
  return {};
}

// From now on it runs: flows that begin take the new snapshot.
Status Attempt::exchange() {
  parts_.exchange(applied_->snapshot, applied_->sellers.refused);
  for (const auto& [to, from] : renames_.accounts)
    parts_.log.info("the account has another name", {{"account", to}, {"formerly", from}});
  for (const auto& [account, from, to] : renames_.stores)
    parts_.log.info("the store has another name", {{"account", account}, {"store", to}, {"formerly", from}});
  for (const auto& name : applied_->absent)
    parts_.log.warn("the account's file is gone: its work is parked", {{"account", name}});
  hold_.reset();
  return runner_ ? runner_->refresh(touched()) : Status();
}

Result<Applied> Attempt::apply_in(Transaction& tx, config::Snapshot snapshot, const History::SealedTexts& texts) {
  const auto steps = [&](Applied& out) -> Status {
    if (auto mine = expect_owner(tx, parts_.epoch); !mine) return mine;
    auto last = tx.query("SELECT COALESCE(MAX(last), 0) FROM sequence WHERE name = 'orders'");
    if (!last) return fail(std::move(last.error()));
    last_order_ = last->integer(0, 0);
    for (const auto& name : changed_)
      if (const auto* runs = ran_as(name)) {
        auto marks = store_marks(tx, *runs);
        if (!marks) return fail(std::move(marks.error()));
        marks_[name] = std::move(*marks);
      }
    const Scope scope{changed_, gone_, parts_.memory.refused};
    auto applied = engine::apply(tx, std::move(snapshot), catalogue_, applied_at_, load_.holders,
                                 running_ ? &scope : nullptr, renames_);
    if (!applied) return fail(std::move(applied.error()));
    out = std::move(*applied);
    if (auto kept = keep_versions(tx, texts); !kept) return kept;
    if (auto ended = unpin(tx); !ended) return ended;
    if (request_.rollback && loaded_.pinned.contains(request_.rollback->first))
      if (auto pinned = history_.pin(tx, pins_.at(request_.rollback->first)); !pinned) return pinned;
    auto unused = history_.tidy(tx, changed_);
    if (!unused) return fail(std::move(unused.error()));
    unused_keys_ = std::move(*unused);
    if (running_) {
      if (auto expired = expire_changed_tokens(tx); !expired) return expired;
      if (auto armed = await_proof(tx); !armed) return armed;
    }
    return fault("commit");
  };
  Applied out;
  if (auto done = steps(out); !done) return fail(std::move(done.error()));
  return out;
}

// A pin ends with the text that it was for, once that is read again: while an account is refused or its file cannot be had,
// nobody knows what its files say.
bool Attempt::ended(const PinRow& pin) const {
  const auto& now = renames_.now(pin.account);
  return !loaded_.pinned.contains(pin.account) && proposed_.accounts.contains(now) && !proposed_.rejected.contains(now) &&
         !proposed_.rejected.contains(pin.account);
}

Status Attempt::unpin(Transaction& tx) {
  for (const auto& [name, pin] : pins_)
    if (ended(pin))
      if (auto gone = history_.unpin(tx, renames_.now(name)); !gone) return gone;
  return {};
}

// The jobs that show whether the change works are due: before all others where they are few, else in their turn.
Status Attempt::await_proof(Transaction& tx) {
  std::vector<storage::Value> keys;
  for (const auto& name : changed_)
    for (auto& key : proofs(*proposed_.accounts.at(name), changes_[name], catalogue_, applied_at_)) {
      keys.emplace_back(key);
      proofs_.emplace(std::move(key), name);
    }
  auto ready = tx.query_in("SELECT key FROM job WHERE state = 'ready' AND key IN ({keys})", keys);
  if (!ready) return fail(std::move(ready.error()));
  const auto due = to_ms(ready->size() <= kFewJobs ? ledger::kUrgent : applied_at_);
  storage::Rows rows{{"due", storage::Type::integer}, {"key"}};
  std::map<std::string, std::string> armed;
  for (std::size_t i = 0; i < ready->size(); ++i) {
    rows.add({due, ready->text(i, 0)});
    armed.insert(proofs_.extract(ready->text(i, 0)));
  }
  proofs_ = std::move(armed);  // of a paused or parked one nothing is to be expected
  if (rows.empty()) return {};
  return done(tx.bulk("UPDATE job SET due_at = ?, last_ended = NULL, last_code = '' WHERE key = ?", rows));
}

Status Attempt::keep_versions(Transaction& tx, const History::SealedTexts& texts) {
  for (const auto& [name, from] : moved_)
    if (auto kept = history_.move(tx, name, from, proposed_.accounts.at(name)->place.file); !kept) return kept;
  for (const auto& name : changed_) {
    const auto sources = loaded_.read.find(name);
    const auto pin = load_.pins.find(name);
    const bool pinned = loaded_.pinned.contains(name) && pin != load_.pins.end();
    if (sources == loaded_.read.end() && !pinned) continue;  // runs on what is kept of it already
    auto row = tx.query("SELECT generation FROM account WHERE name = ?", {name});
    if (!row) return fail(std::move(row.error()));
    Version version{name, row->empty() ? 1 : row->integer(0, 0), applied_at_, request_.author, request_.cause, {}};
    if (const auto old = rows_before().find(name);
        old != rows_before().end() && old->second.generation == version.generation)
      continue;
    for (const auto& change : changes_[name]) version.changes.push_back(config::change_json(change));
    if (auto added = history_.add(tx, version, pinned ? *pin->second.sources : sources->second, texts); !added) return added;
  }
  return {};
}

// The first pulls of what changed, due since ever, are waited for; a failure that the change brought about takes it back.
Status Attempt::verify() {
  if (!running_ || changed_.empty()) return {};
  if (const auto failed = first_pulls(); !failed.empty()) take_back(failed);
  return {};
}

std::map<std::string, Failure> Attempt::first_pulls() {
  auto waiting = proofs_;
  std::map<std::string, Failure> failed;
  const auto until = std::chrono::steady_clock::now() + parts_.probe;
  while (!waiting.empty() && std::chrono::steady_clock::now() < until && !runner_->stopping()) {
    std::vector<storage::Value> keys;
    for (const auto& [key, name] : waiting) keys.emplace_back(key);
    auto view = parts_.db.read();
    if (!view) break;
    const auto rows = (*view)->query_in(
        "SELECT key, last_code, last_error FROM job WHERE last_ended IS NOT NULL AND key IN ({keys})", keys);
    view->reset();
    for (std::size_t i = 0; rows && i < rows->size(); ++i) {
      const auto name = waiting.at(rows->text(i, 0));
      waiting.erase(rows->text(i, 0));
      if (is_of_the_change(rows->text(i, 1)))
        failed.emplace(name, Failure{FW_E_CONFIG, "its first call failed: " + rows->text(i, 2)});
    }
    if (!waiting.empty()) std::this_thread::sleep_for(kLook);
  }
  return failed;
}

std::set<std::string> Attempt::touched() const {
  auto all = changed_;
  all.insert(gone_.begin(), gone_.end());
  if (applied_)
    for (const auto& [name, row] : applied_->rows) all.insert(name);
  return all;
}

// What the database holds now; where a change was taken back, or could not be, the next attempt reads it.
void Attempt::remember() {
  auto& stored = parts_.memory.stored;
  if (stored && borrowed_) stored->sellers = std::move(load_.holders);
  if (!applied_) return;
  parts_.memory.refused = applied_->sellers.refused;
  if (!taken_back_.empty() || !degraded_.empty()) return stored.reset();
  for (const auto& name : changed_) parts_.memory.refused_versions.erase(name);
  rename_holders(stored->sellers, applied_->renamed);
  for (const auto& [to, from] : applied_->renamed.accounts) stored->accounts.erase(from);
  take_note(stored->sellers, applied_->sellers);
  for (const auto& [name, row] : applied_->rows) stored->accounts[name] = row;
}

void Attempt::finish(Reload& report, const Status& outcome) {
  const bool as_before = !applied_ && !outcome && running_;
  if (as_before) {  // nothing came of it: what runs is told of, and what was found
    auto found = std::move(proposed_.findings);
    proposed_ = *running_;
    proposed_.findings = std::move(found);
  }
  const auto& shown = applied_ ? *applied_->snapshot : proposed_;
  const bool kept = applied_ && taken_back_.size() + degraded_.size() < changed_.size() + gone_.size();
  if (!outcome) {
    report.status = applied_ || outcome.error().code != FW_E_CONFIG ? "rolled-back" : "rejected";
    report.message = outcome.error().message;
  } else if (!taken_back_.empty() || !degraded_.empty()) {
    report.status = kept ? "applied" : "rolled-back";
    report.message = fmt::format("taken back: {}", fmt::join(taken_back_, ", "));
  } else if (changed_.empty() && gone_.empty()) {
    report.status = shown.rejected.empty() ? "unchanged" : "rejected";
  } else {
    report.status = "applied";
  }
  remember();
  AccountRows read;
  if (!parts_.memory.stored) {
    auto view = parts_.db.read();
    auto rows = view ? account_rows(**view) : Result<AccountRows>(fail(view.error()));
    if (!rows) return;
    read = std::move(*rows);
  }
  report.accounts = account_reports(parts_.memory.stored ? parts_.memory.stored->accounts : read, shown, touched());
  for (auto& one : report.accounts)
    if (degraded_.contains(one.account)) one.status = "degraded";
}

}  // namespace fairway::engine
