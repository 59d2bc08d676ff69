#include "host/api/known_stock.hpp"

#include <utility>

namespace fairway::api {
namespace {

Status answer(storage::Database& db, const std::vector<flows::StockQuestion*>& questions) try {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  return flows::stock_known(**tx, questions);
} catch (const std::exception& error) { return fail(FW_E_INTERNAL, error.what()); }

}  // namespace

Result<std::vector<flows::StockKnown>> KnownStock::read(storage::Database& db, const std::string& account,
                                                        const std::vector<flows::StockPlace>& places) {
  flows::StockQuestion mine{account, places};
  std::unique_lock lock(mutex_);
  if (!next_) next_ = std::make_shared<Round>();
  const auto round = next_;
  round->questions.push_back(&mine);
  round->changed.wait(lock, [&] { return round->ended || (!reading_ && next_ == round); });
  if (!round->ended) run(db, *round, lock);
  if (!round->outcome) return fail(round->outcome.error());
  return std::move(mine.known);
}

std::size_t KnownStock::waiting() {
  std::scoped_lock lock(mutex_);
  return next_ ? next_->questions.size() : 0;
}

// By the one of them that found nobody reading.
void KnownStock::run(storage::Database& db, Round& round, std::unique_lock<std::mutex>& lock) {
  reading_ = true;
  next_.reset();
  lock.unlock();
  auto outcome = answer(db, round.questions);
  lock.lock();
  reading_ = false;
  round.outcome = std::move(outcome);
  round.ended = true;
  round.changed.notify_all();
  if (next_) next_->changed.notify_one();
}

}  // namespace fairway::api
