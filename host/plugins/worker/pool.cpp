#include "host/plugins/worker/pool.hpp"

namespace fairway::plugins {

void Pool::submit(Task task) {
  std::unique_lock lock(mutex_);
  tasks_.push_back(std::move(task));
  if (idle_ >= tasks_.size() || threads_.size() == kWorkerThreads || stopping_) {
    lock.unlock();
    wake_.notify_one();
    return;
  }
  threads_.emplace_back([this, place = threads_.size()] { run(place); });
}

void Pool::run(std::size_t place) {
  FaultMark mark(page_.running[place]);
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    wake_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
    --idle_;
    if (tasks_.empty()) return;
    auto task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task(mark);
    task = nullptr;
    lock.lock();
  }
}

void Pool::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;  // from here on threads_ is ours
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Strand::post(Pool::Task task, bool brief) {
  {
    std::scoped_lock lock(mutex_);
    tasks_.push_back({std::move(task), brief});
    if (running_) return;
    running_ = true;
  }
  pool_.submit([self = shared_from_this()](FaultMark& mark) { self->run(mark); });
}

void Strand::run(FaultMark& mark) {
  constexpr int kTurn = 64;  // then others get a thread
  std::unique_lock lock(mutex_);
  for (int done = 0; done < kTurn && !tasks_.empty(); ++done) {
    auto entry = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    entry.task(mark);
    entry.task = nullptr;
    lock.lock();
    if (tasks_.empty() || !tasks_.front().brief) {
      lock.unlock();
      rested_();
      lock.lock();
    }
  }
  if (tasks_.empty()) {
    running_ = false;
    return;
  }
  lock.unlock();
  pool_.submit([self = shared_from_this()](FaultMark& next) { self->run(next); });
}

}  // namespace fairway::plugins
