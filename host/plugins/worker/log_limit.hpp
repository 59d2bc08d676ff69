// A plugin in a loop must not fill the disk: 200 lines at once, then 50 a second for each instance.
#pragma once
#include <mutex>

#include "host/base/clock.hpp"

namespace fairway::plugins {

class LogLimit {
 public:
  // Whether this line may go; `dropped` is how many did not since the last one that did.
  bool take(Millis now, std::int64_t& dropped) {
    std::scoped_lock lock(mutex_);
    level_ = std::min(kBurst, level_ + static_cast<double>((now - last_).count()) * kPerSecond / 1000);
    last_ = now;
    if (level_ < 1) {
      ++dropped_;
      return false;
    }
    level_ -= 1;
    dropped = std::exchange(dropped_, 0);
    return true;
  }

 private:
  static constexpr double kBurst = 200, kPerSecond = 50;
  std::mutex mutex_;
  Millis last_{0};
  double level_ = kBurst;
  std::int64_t dropped_ = 0;
};

}  // namespace fairway::plugins
