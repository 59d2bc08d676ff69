#include "host/base/clock.hpp"

namespace fairway {
namespace {
// How often a waiter on a manual clock looks up; it bounds a test's reaction, never its result.
constexpr auto kManualPoll = std::chrono::milliseconds(2);
}  // namespace

Instant SystemClock::now() const { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }
Millis SystemClock::steady() const {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch());
}
void SystemClock::wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant until) {
  wake.wait_until(lock, until);
}

Instant ManualClock::now() const {
  std::scoped_lock lock(mutex_);
  return now_;
}
Millis ManualClock::steady() const {
  std::scoped_lock lock(mutex_);
  return steady_;
}
void ManualClock::wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant until) {
  if (now() < until) wake.wait_for(lock, kManualPoll);
}
void ManualClock::advance(Millis by) {
  std::scoped_lock lock(mutex_);
  now_ += by;
  steady_ += by;
}

}  // namespace fairway
