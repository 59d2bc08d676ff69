#include "host/engine/runner.hpp"

namespace fairway::engine {
namespace {

using ledger::Group;

constexpr Millis kLongestWait = std::chrono::minutes(10);  // looks up at least that often: the wall clock may have stepped
constexpr auto kIdlePoll = std::chrono::milliseconds(2);   // a clock that is moved by hand notifies nobody

std::size_t share_of(std::size_t threads) { return std::max<std::size_t>(1, threads * 3 / 4); }

}  // namespace

Runner::Runner(storage::Database& db, Clock& clock, const FlowTable& flows, Batches::ContextSource context, Log log,
               Options options)
    : db_(db),
      clock_(clock),
      batches_(flows, std::move(context), log),
      log_(std::move(log)),
      options_(options),
      index_(share_of(options.threads)) {}

Runner::~Runner() {
  stop(Millis(0));
  join();
}

Status Runner::look(const std::set<std::string>* accounts) {
  auto tx = db_.read();
  if (!tx) return fail(std::move(tx.error()));
  auto due = ledger::due_groups(**tx, accounts);
  if (!due) return fail(std::move(due.error()));
  tx->reset();
  for (const auto& [group, at] : *due) wake(group, at);
  return {};
}

Status Runner::refresh(const std::set<std::string>& accounts) { return look(&accounts); }

Status Runner::start() {
  if (auto known = look(nullptr); !known) return known;
  threads_.emplace_back([this] { dispatch(); });
  for (std::size_t i = 0; i < std::max<std::size_t>(1, options_.threads); ++i) threads_.emplace_back([this] { work(); });
  return {};
}

void Runner::wake(const Group& group, Instant at) {
  if (!batches_.knows(group.kind))
    return log_.warn("a job of a kind that this version does not know waits", {{"kind", group.kind}});
  std::scoped_lock lock(mutex_);
  index_.wake(group, at);
  changed_.notify_one();
}

void Runner::dispatch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto now = clock_.now();
    if (index_.ready(now)) ready_.notify_one();
    const auto latest = now + kLongestWait;
    // What is ready is handed on by the threads themselves; the dispatcher only watches for what becomes due.
    clock_.wait(lock, changed_, std::min(index_.next_head().value_or(latest), latest));
  }
}

void Runner::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    std::optional<Group> group;
    ready_.wait(lock, [&] { return stopping_ || (group = index_.take(clock_.now())); });
    if (stopping_) {
      if (group) index_.release(*group, std::nullopt);
      rested_.notify_all();
      return;
    }
    if (index_.ready(clock_.now())) ready_.notify_one();
    lock.unlock();
    const auto end = batches_.run(*group, [&] {
      std::scoped_lock again(mutex_);
      index_.forget_words(*group);
    });
    lock.lock();
    if (end.fenced && !stopping_.exchange(true)) {
      fenced_ = true;
      log_.error("another host owns the database; nothing more is done here");
      ready_.notify_all();
    }
    index_.release(*group, end.next);
    changed_.notify_one();
    rested_.notify_all();
  }
}

Runner::Hold::Hold(Runner& runner, Places places) : runner_(runner), places_(std::move(places)) {
  std::scoped_lock lock(runner_.mutex_);
  for (const auto& [account, targets] : places_) runner_.index_.hold(account, targets);
}

Runner::Hold::~Hold() {
  std::scoped_lock lock(runner_.mutex_);
  for (const auto& [account, targets] : places_) runner_.index_.unhold(account, targets);
  runner_.changed_.notify_one();
}

std::set<std::string> Runner::Hold::rest(Millis most) {
  std::set<std::string> busy;
  const auto rested = [&] {
    busy.clear();
    for (const auto& [account, targets] : places_)
      if (runner_.index_.in_hand(account, targets) > 0) busy.insert(account);
    return busy.empty();
  };
  std::unique_lock lock(runner_.mutex_);
  runner_.rested_.wait_for(lock, most, rested);
  return busy;
}

bool Runner::stop(Millis grace) {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
  ready_.notify_all();
  return rested_.wait_for(lock, grace, [this] { return index_.in_hand() == 0; });
}

void Runner::join() {
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

bool Runner::idle() {
  std::scoped_lock lock(mutex_);
  return index_.idle(clock_.now());
}

bool Runner::wait_idle(Millis real_time) {
  const auto until = std::chrono::steady_clock::now() + real_time;
  std::unique_lock lock(mutex_);
  while (!index_.idle(clock_.now())) {
    if (std::chrono::steady_clock::now() >= until) return false;
    rested_.wait_for(lock, kIdlePoll);
  }
  return true;
}

Runner::Stats Runner::stats() {
  std::scoped_lock lock(mutex_);
  const auto now = clock_.now();
  const auto longest = index_.longest_due(now);
  return {index_.in_hand(), longest ? now - *longest : Millis(0)};
}

}  // namespace fairway::engine
