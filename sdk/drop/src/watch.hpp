// Ends what a library does on a socket when the host, or time, says so: libssh waits without end for a server that is silent.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "fairway/call.hpp"

namespace fairway::drop {

// From its construction to its end a thread of its own looks after the socket and shuts it down, so that every wait on it
// fails, once the call is cancelled or past its deadline, or nothing has moved for `silence`. The socket stays the caller's.
class Watch {
 public:
  Watch(const Call& call, int socket, std::chrono::milliseconds silence);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch();

  void moved();              // something did
  bool cut() const;          // it was shut down from here
  void rethrow_cut() const;  // throws CANCELLED or UNAVAILABLE where it was

 private:
  enum class Why { none, cancelled, deadline, silence };
  void run();

  const Call& call_;
  const int socket_;
  const std::chrono::milliseconds silence_;
  mutable std::mutex mutex_;
  std::condition_variable end_;
  std::chrono::steady_clock::time_point last_;
  bool over_ = false;
  Why why_ = Why::none;
  std::thread thread_;
};

}  // namespace fairway::drop
