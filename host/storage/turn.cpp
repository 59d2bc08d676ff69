#include "host/storage/turn.hpp"

namespace fairway::storage {

bool Turn::acquire() {
  std::unique_lock lock(mutex_);
  const auto self = std::this_thread::get_id();
  if (!held_) {
    held_ = true;
    holder_ = self;
    return true;
  }
  if (holder_ == self) return false;
  Waiter waiter;
  waiter.thread = self;
  queue_.push_back(&waiter);
  waiter.wake.wait(lock, [&] { return waiter.mine; });
  return true;
}

void Turn::release() {
  std::lock_guard lock(mutex_);
  if (queue_.empty()) {
    held_ = false;
    holder_ = {};
    return;
  }
  // Handed over directly: a newcomer finds it held and queues up behind.
  Waiter* next = queue_.front();
  queue_.pop_front();
  holder_ = next->thread;
  next->mine = true;
  next->wake.notify_one();  // under the lock: the waiter lives on its own stack
}

std::size_t Turn::waiting() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace fairway::storage
