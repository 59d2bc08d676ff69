#include "host/engine/owner.hpp"

#include "host/ledger/job.hpp"

namespace fairway::engine {

using storage::Transaction;

Result<Ownership> take_over(storage::Database& db, Instant now) {
  return db.transact([&](Transaction& tx) -> Result<Ownership> {
    auto last = tx.query("SELECT epoch, clean FROM host WHERE id = 1");
    if (!last) return fail(std::move(last.error()));
    Ownership mine;
    mine.epoch = last->empty() ? 1 : last->integer(0, 0) + 1;
    mine.clean = last->empty() || last->integer(0, 1) != 0;
    const auto at = now.time_since_epoch().count();
    auto taken = tx.execute(
        "INSERT INTO host (id, epoch, started_at, clean) VALUES (1, ?, ?, 0) "
        "ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, started_at = excluded.started_at, clean = 0",
        {mine.epoch, at});
    if (!taken) return fail(std::move(taken.error()));
    auto reclaimed = ledger::reclaim(tx, mine.epoch, now);
    if (!reclaimed) return fail(std::move(reclaimed.error()));
    mine.reclaimed = *reclaimed;
    return mine;
  });
}

Status expect_owner(Transaction& tx, std::int64_t epoch) {
  auto rows = tx.query("SELECT epoch FROM host WHERE id = 1");
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty() || rows->integer(0, 0) != epoch) return fail(FW_E_CANCELLED, "another host owns this database now");
  return {};
}

Status still_here(Transaction& tx, std::int64_t epoch) {
  auto done = tx.execute("UPDATE host SET clean = 0 WHERE id = 1 AND epoch = ?", {epoch});
  if (!done) return fail(std::move(done.error()));
  return {};
}

Status hand_back(Transaction& tx, std::int64_t epoch) {
  auto done = tx.execute("UPDATE host SET clean = 1 WHERE id = 1 AND epoch = ?", {epoch});
  if (!done) return fail(std::move(done.error()));
  return {};
}

}  // namespace fairway::engine
