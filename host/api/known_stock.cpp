#include "host/api/known_stock.hpp"

#include <utility>

namespace fairway::api {
namespace {

constexpr std::size_t kMostRead = 20000;  // items; anybody may ask for made-up ones

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
  if (recall(db, mine)) return std::move(mine.known);
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
  const auto commits = db.commits();  // before the read: a commit during it makes it old
  auto outcome = answer(db, round.questions);
  lock.lock();
  reading_ = false;
  round.outcome = std::move(outcome);
  round.ended = true;
  round.changed.notify_all();
  if (next_) next_->changed.notify_one();
  if (round.outcome) remember(round, commits);  // last: all are answered even where there is no memory for it
}

bool KnownStock::recall(const storage::Database& db, flows::StockQuestion& question) const {
  if (commits_ != db.commits()) return false;
  for (const auto& place : question.places) {
    const auto found = read_.find(std::tie(question.account, place.who->name, place.sku));
    if (found == read_.end()) return question.known.clear(), false;
    question.known.push_back(found->second);
  }
  return true;
}

void KnownStock::remember(const Round& round, std::uint64_t commits) {
  if (commits != commits_ || read_.size() >= kMostRead) read_.clear();
  commits_ = commits;
  for (const auto* question : round.questions)
    for (std::size_t i = 0; i < question->places.size(); ++i)
      read_[{question->account, question->places[i].who->name, question->places[i].sku}] = question->known[i];
}

}  // namespace fairway::api
