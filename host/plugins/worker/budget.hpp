// How much all calls of a worker may have emitted without a checkpoint. Who is over it waits until others commit; the
// call that has held longest never waits, so one always moves on.
#pragma once
#include <list>
#include <mutex>

#include "host/plugins/wire/frames.hpp"

namespace fairway::plugins {

class Budget {
 public:
  // Waits for room, looking at `give_up` whenever woken; false when it said so. `held`: what the call holds already.
  template <class GiveUp>
  bool take(const void* call, std::size_t bytes, GiveUp&& give_up) {
    std::unique_lock lock(mutex_);
    const auto held = std::find(holders_.begin(), holders_.end(), call);
    if (held == holders_.end()) holders_.push_back(call);
    while (total_ + bytes > kStagedPerWorker && holders_.front() != call) {
      if (give_up()) return false;
      freed_.wait_for(lock, Millis(50));
    }
    total_ += bytes;
    return true;
  }
  void give_back(const void* call, std::size_t bytes) {
    {
      std::scoped_lock lock(mutex_);
      total_ -= bytes;
      holders_.remove(call);
    }
    freed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  std::list<const void*> holders_;  // in order of their first emit since their last checkpoint
  std::size_t total_ = 0;
};

}  // namespace fairway::plugins
