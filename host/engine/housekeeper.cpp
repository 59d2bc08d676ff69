#include "host/engine/housekeeper.hpp"

namespace fairway::engine {
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

}  // namespace fairway::engine
