#include "host/engine/housekeeper.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

constexpr Millis kHooksKept = std::chrono::hours(24 * 30);
constexpr std::int64_t kHooksAtOnce = 500;

}  // namespace

void Housekeeper::start() {
  std::vector<Instant> due;  // from now on, not from when the thread gets its turn
  for (const auto& chore : chores_) due.push_back(clock_.now() + chore.every);
  thread_ = std::thread([this, due = std::move(due)]() mutable { loop(std::move(due)); });
}

void Housekeeper::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Housekeeper::loop(std::vector<Instant> due) {
  std::unique_lock lock(mutex_);
  while (!stopping_ && !due.empty()) {
    const auto first = std::min_element(due.begin(), due.end());
    if (*first > clock_.now()) {
      clock_.wait(lock, wake_, *first);
      continue;
    }
    const auto& chore = chores_[static_cast<std::size_t>(first - due.begin())];
    *first = clock_.now() + chore.every;
    lock.unlock();
    if (const auto done = chore.run(); !done)
      log_.warn(done.error().message, {{"chore", chore.name}, {"code", code_name(done.error().code)}});
    lock.lock();
  }
}

Status prune_hooks(storage::Database& db, storage::Vault& vault, Instant now) {
  std::vector<std::string> keys;
  auto done = db.transact([&](Transaction& tx) -> Status {
    auto old = tx.query(
        "SELECT id, pii_key FROM hook WHERE at < ? AND NOT EXISTS (SELECT 1 FROM job WHERE job.kind = 'hook' AND "
        "job.subject = hook.id) "
        "ORDER BY id LIMIT ?",
        {(now - kHooksKept).time_since_epoch().count(), kHooksAtOnce});
    if (!old) return fail(std::move(old.error()));
    storage::Rows ids{{"id", storage::Type::integer}};
    for (std::size_t i = 0; i < old->size(); ++i) {
      ids.add({old->integer(i, 0)});
      if (!old->is_null(i, 1)) keys.push_back(old->text(i, 1));
    }
    if (ids.empty()) return {};
    auto gone = tx.bulk("DELETE FROM hook WHERE id = ?", ids);
    if (!gone) return fail(std::move(gone.error()));
    return {};
  });
  if (!done || keys.empty()) return done;
  return vault.destroy(keys);  // a key that outlives its row by a crash harms nobody
}

}  // namespace fairway::engine
