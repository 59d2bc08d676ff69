// Time is passed in. Production code takes a Clock&; nothing but the implementations below asks the system.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace fairway {

using Millis = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Millis>;  // UTC, since 1970

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;    // wall clock; may step
  virtual Millis steady() const = 0;  // never steps back; its zero means nothing
  // Waits on `wake` until it is notified or this clock shows `until`. Spurious returns are allowed: look again.
  virtual void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant until) = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  Millis steady() const override;
  void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant until) override;
};

// A clock that moves only when told. Waiters look again at each move.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override;
  Millis steady() const override;
  void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant until) override;
  void advance(Millis by);

 private:
  mutable std::mutex mutex_;
  Instant now_;
  Millis steady_{0};
};

}  // namespace fairway
