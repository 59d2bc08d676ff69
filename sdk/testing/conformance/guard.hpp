// An in-memory host that sees on which thread it is called, and whether its plugin is in a call at all.
#pragma once
#include <atomic>
#include <mutex>
#include <thread>

#include "fairway/testing.hpp"

namespace fairway::conformance {

class GuardedHost {
 public:
  explicit GuardedHost(testing::TestHost& inner);
  const fw_host* raw() const noexcept { return &raw_; }
  void enter();  // a call begins, on this thread
  void leave();
  void ended() { over_ = true; }  // the channel is stopped: nothing may be called any more
  std::string faults() const;

  testing::TestHost& inner() noexcept { return inner_; }
  void note(const char* what, bool on_any_thread);

 private:
  testing::TestHost& inner_;
  fw_host raw_{};
  std::atomic<bool> in_call_{false}, over_{false};
  std::atomic<std::thread::id> thread_{};
  mutable std::mutex mutex_;
  std::string faults_;
};

}  // namespace fairway::conformance
