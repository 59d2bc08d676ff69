#include "host/engine/reload/queue.hpp"

namespace fairway::engine {
namespace {

constexpr std::size_t kEnded = 100;

// What one attempt can serve together.
bool joins(const ReloadRequest& waiting, const ReloadRequest& asked) {
  return !waiting.rollback && !asked.rollback && waiting.accounts == asked.accounts && waiting.plugin == asked.plugin;
}

}  // namespace

ReloadQueue::ReloadQueue(Begin begin, Run run)
    : begin_(std::move(begin)), run_(std::move(run)), thread_([this] { work(); }) {}

ReloadQueue::~ReloadQueue() { stop(); }

Result<std::int64_t> ReloadQueue::ask(ReloadRequest request) {
  std::scoped_lock lock(mutex_);
  if (stopping_) return fail(FW_E_CANCELLED, "the host stops");
  if (!waiting_.empty() && joins(waiting_.back().request, request)) {
    auto& back = waiting_.back().request;
    back.allow_removals |= request.allow_removals;
    back.fresh |= request.fresh;
    if (!request.news) back.news.reset();
    if (back.news) back.news->merge(*request.news);
    return waiting_.back().attempt;
  }
  auto attempt = begin_(request);
  if (!attempt) return attempt;
  waiting_.push_back({*attempt, std::move(request)});
  changed_.notify_all();
  return attempt;
}

Result<Reload> ReloadQueue::wait(std::int64_t attempt) {
  std::unique_lock lock(mutex_);
  const auto is_waiting = [&] {
    return in_hand_ == attempt ||
           std::any_of(waiting_.begin(), waiting_.end(), [&](const auto& one) { return one.attempt == attempt; });
  };
  changed_.wait(lock, [&] { return !is_waiting() || (stopping_ && in_hand_ != attempt); });
  if (const auto found = ended_.find(attempt); found != ended_.end()) return found->second;
  if (is_waiting()) return fail(FW_E_CANCELLED, "the host stops");
  return fail(FW_E_INVALID, fmt::format("no attempt {} of late", attempt));
}

void ReloadQueue::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    in_hand_ = next.attempt;
    lock.unlock();
    auto report = run_(next.attempt, next.request);
    lock.lock();
    in_hand_ = 0;
    ended_.emplace(next.attempt, std::move(report));
    if (ended_.size() > kEnded) ended_.erase(ended_.begin());
    changed_.notify_all();
  }
}

void ReloadQueue::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace fairway::engine
