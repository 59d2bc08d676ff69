// Ends a conversation that takes too long: the sockets' own limits are for one step each, and a server may drip.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "host/base/clock.hpp"

namespace fairway {

// While it lives, the socket is shut down after `most`, or once `stopping` is set.
class Watchdog {
 public:
  Watchdog(int fd, Millis most, const std::atomic<bool>* stopping);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  bool bit() const noexcept { return bit_; }  // it has ended the conversation

 private:
  void watch(Millis most);

  const int fd_;  // a duplicate, so that no other socket that got the number meanwhile is hit
  const std::atomic<bool>* stopping_;
  std::atomic<bool> bit_{false};
  std::mutex mutex_;
  std::condition_variable over_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace fairway
