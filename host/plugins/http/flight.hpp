// A request on its way, and the two who may cut it short: a cancelled call and the watchdog.
#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "host/base/clock.hpp"
#include "host/plugins/worker/call.hpp"

namespace fairway::plugins::http {

// Cutting shuts the socket down, which wakes whoever blocks on it. It holds a duplicate of the descriptor, so that no
// other connection that got the number meanwhile is hit.
class Flight final : public Interruptible {
 public:
  // A request without effect is cut as soon as its call is cancelled; another one is given the grace until services end.
  explicit Flight(bool without_effect) : without_effect_(without_effect) {}
  ~Flight() override { detach(); }

  void attach(int fd);  // the socket now in use
  void detach() noexcept;
  void cancelled(std::uint8_t level) override;
  void expired();  // by the watchdog

  bool was_cancelled() const noexcept { return cancelled_.load(); }
  bool was_expired() const noexcept { return expired_.load(); }
  bool was_cut() const noexcept { return was_cancelled() || was_expired(); }

 private:
  void cut() noexcept;
  const bool without_effect_;
  std::atomic<bool> cancelled_{false}, expired_{false};
  std::mutex mutex_;
  int fd_ = -1;
};

// One thread that ends what takes too long as a whole, whatever single socket operations say. Starts at first use.
class Watchdog {
 public:
  ~Watchdog();

  class Watch {  // ends the watch with its life
   public:
    Watch(Watchdog& dog, Flight& flight, Millis timeout);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog& dog_;
    std::multimap<Millis, Flight*>::iterator place_;
  };

 private:
  void run();
  SystemClock clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::multimap<Millis, Flight*> flights_;
  std::thread thread_;
  bool stopping_ = false;
};

}  // namespace fairway::plugins::http
