#include "host/sandbox/timeline.hpp"

namespace fairway::sandbox {

Instant Timeline::now() const {
  std::scoped_lock lock(mutex_);
  return frozen_ ? *frozen_ : base_.now() + offset_;
}

void Timeline::at(Instant due, Event event) {
  std::scoped_lock lock(mutex_);
  queue_.push({due, sequence_++, std::move(event)});
  wake_.notify_all();
}

void Timeline::freeze(bool frozen) {
  std::scoped_lock lock(mutex_);
  if (frozen == frozen_.has_value()) return;
  if (frozen) frozen_ = base_.now() + offset_;
  else {
    offset_ = *frozen_ - base_.now();
    frozen_.reset();
  }
  wake_.notify_all();
}

void Timeline::advance(Millis by) {
  std::scoped_lock running(running_);
  bool was_frozen = false;
  {
    std::scoped_lock lock(mutex_);
    was_frozen = frozen_.has_value();
    if (!was_frozen) frozen_ = base_.now() + offset_;
  }
  Instant target;
  {
    std::scoped_lock lock(mutex_);
    target = *frozen_ + by;
  }
  run_until(target);
  std::scoped_lock lock(mutex_);
  frozen_ = target;
  if (!was_frozen) {
    offset_ = target - base_.now();
    frozen_.reset();
  }
  wake_.notify_all();
}

void Timeline::run_due() {
  {
    std::scoped_lock lock(mutex_);
    if (queue_.empty() || queue_.top().at > (frozen_ ? *frozen_ : base_.now() + offset_)) return;
  }
  std::scoped_lock running(running_);
  run_until(now());
}

// While frozen time moves along with the events, so that each sees its own time as now.
void Timeline::run_until(Instant limit) {
  for (;;) {
    Event event;
    {
      std::scoped_lock lock(mutex_);
      if (queue_.empty() || queue_.top().at > limit) return;
      if (frozen_ && queue_.top().at > *frozen_) frozen_ = queue_.top().at;
      event = std::move(const_cast<Due&>(queue_.top()).event);
      queue_.pop();
    }
    event();
  }
}

void Timeline::start() {
  stopping_ = false;
  thread_ = std::thread([this] { loop(); });
}

void Timeline::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Timeline::clear() {
  std::scoped_lock running(running_);
  std::scoped_lock lock(mutex_);
  queue_ = {};
}

void Timeline::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (queue_.empty() || frozen_) {
      wake_.wait(lock);
      continue;
    }
    const auto due = queue_.top().at;
    if (due > base_.now() + offset_) {
      base_.wait(lock, wake_, due - offset_);
      continue;
    }
    lock.unlock();
    run_due();
    lock.lock();
  }
}

}  // namespace fairway::sandbox
