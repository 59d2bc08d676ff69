// The way back: what failed after it was applied runs as it did before, account by account.
#include "host/engine/owner.hpp"
#include "host/engine/reload/attempt.hpp"
#include "host/engine/store_rows.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

Runner::Hold::Places whole(const std::set<std::string>& accounts) {
  Runner::Hold::Places places;
  for (const auto& name : accounts) places[name] = {};
  return places;
}

}  // namespace

void Attempt::take_back(const std::map<std::string, Failure>& failed) {
  if (failed.empty()) return;
  Names names;
  for (const auto& [name, why] : failed) names.insert(name);
  std::optional<Runner::Hold> hold;
  auto undone = rest_before_undo(names, hold);
  if (undone) undone = fault("undo");
  const auto snapshot = without(failed);
  Result<Applied> back = undone ? parts_.db.transact([&](Transaction& tx) { return take_back_in(tx, failed, snapshot); })
                                : Result<Applied>(fail(undone.error()));
  if (!back) {
    parts_.log.error("a change could not be taken back: the accounts wait", {{"why", back.error().message}});
    degraded_.insert(names.begin(), names.end());
    if (runner_) degraded_hold_.emplace(*runner_, whole(degraded_));
    return;
  }
  for (const auto& name : names)
    if (const auto refused = proposed_.accounts.find(name); refused != proposed_.accounts.end())
      parts_.memory.refused_versions[renames_.before(name)] = {
          refused->second->hash, parts_.loader.filed_hash(renames_.before(name)).value_or(std::string())};
  applied_ = std::move(*back);
  if (!renames_.empty()) parts_.forget_tokens();
  taken_back_.insert(names.begin(), names.end());
  parts_.exchange(applied_->snapshot, applied_->sellers.refused);
  hold.reset();
  if (runner_)
    if (auto again = runner_->refresh(touched()); !again) parts_.log.error(again.error().message);
}

// What a call writes that still runs under a name that is taken back would belong to nobody.
Status Attempt::rest_before_undo(const Names& names, std::optional<Runner::Hold>& hold) const {
  if (!runner_) return {};
  auto both = names;
  for (const auto& name : names) both.insert(renames_.before(name));
  hold.emplace(*runner_, whole(both));
  for (const auto& busy : hold->rest(parts_.quiesce))
    if (renames_.has(busy)) return fail(FW_E_UNAVAILABLE, fmt::format("calls of {} did not end in time", busy));
  return {};
}

// What runs, with the accounts that failed as they were.
config::Snapshot Attempt::without(const std::map<std::string, Failure>& failed) const {
  auto snapshot = *applied_->snapshot;
  for (const auto& [name, why] : failed) {
    const auto& known_as = renames_.before(name);
    if (const auto failing = snapshot.accounts.find(name); failing != snapshot.accounts.end()) {
      const auto place = failing->second->place;
      snapshot.findings.push_back({config::Severity::error, place, "", "taken back: " + why.message});
      snapshot.rejected.emplace(known_as, place);
      snapshot.accounts.erase(failing);
    }
    if (const auto* old = ran_as(name)) snapshot.accounts.emplace(known_as, running_->accounts.at(old->name));
  }
  config::tidy(snapshot.findings);
  bind_to_mode(snapshot);
  return snapshot;
}

Result<Applied> Attempt::take_back_in(Transaction& tx, const std::map<std::string, Failure>& failed,
                                      const config::Snapshot& snapshot) {
  if (auto mine = expect_owner(tx, parts_.epoch); !mine) return fail(std::move(mine.error()));
  Names names;
  for (const auto& [name, why] : failed) {
    if (auto done = undo_rows(tx, name); !done) return fail(std::move(done.error()));
    names.insert(renames_.before(name));
  }
  auto sellers = seller_holders(tx);
  if (!sellers) return fail(std::move(sellers.error()));
  const Scope scope{names, {}, applied_->sellers.refused};
  auto back = engine::apply(tx, snapshot, catalogue_, parts_.clock.now(), *sellers, &scope);
  if (!back) return fail(std::move(back.error()));
  for (const auto& [name, why] : failed)
    if (auto done = restore(tx, name, why, snapshot.accounts.contains(renames_.before(name))); !done)
      return fail(std::move(done.error()));
  return back;
}

// The version that was kept, names and stores' rows.
Status Attempt::undo_rows(Transaction& tx, const std::string& name) {
  auto row = tx.query("SELECT generation FROM account WHERE name = ?", {name});
  if (!row) return fail(std::move(row.error()));
  const auto old = rows_before().find(renames_.before(name));
  if (!row->empty() && (old == rows_before().end() || old->second.generation != row->integer(0, 0)))
    if (auto dropped = history_.drop(tx, name, row->integer(0, 0)); !dropped) return dropped;
  if (auto undone = undo_stores(tx, name, applied_at_, last_order_); !undone) return undone;
  if (auto renamed = rename_all(tx, renames_.reversed(name)); !renamed) return renamed;
  const auto marks = marks_.find(name);
  return marks == marks_.end() ? Status() : put_back(tx, marks->second);
}

// The account's own row, and a pin: its files say something else than what runs.
Status Attempt::restore(Transaction& tx, const std::string& name, const Failure& why, bool still_there) {
  const auto& known_as = renames_.before(name);
  const auto old = rows_before().find(known_as);
  auto restored = old == rows_before().end()
                      ? tx.execute("DELETE FROM account WHERE name = ?", {name})
                      : tx.execute("UPDATE account SET hash = ?, generation = ?, absent = ? WHERE name = ?",
                                   {old->second.hash, old->second.generation, std::int64_t{old->second.absent}, known_as});
  if (!restored) return fail(std::move(restored.error()));
  if (request_.rollback && request_.rollback->first == name)  // what ran before it ran by its files, or by another pin
    return pin_before_ ? history_.pin(tx, *pin_before_) : history_.unpin(tx, name);
  const auto folder = parts_.loader.folder_hash(name);
  if (old == rows_before().end() || !still_there || !folder) return {};
  const auto pin = pins_.find(name);
  if (pin != pins_.end() && loaded_.pinned.contains(name) && pin->second.author != "host") return {};  // a person's stays
  return history_.pin(tx,
                      {known_as, old->second.generation, *folder, parts_.clock.now(), "host", "taken back: " + why.message});
}

}  // namespace fairway::engine
