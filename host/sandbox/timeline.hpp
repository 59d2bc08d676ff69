// The sandbox's own time and what is due in it. By default it runs with the clock it was given; it can be frozen, and
// moved forward, and then everything that falls due on the way happens in order before `advance` returns.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

#include "host/base/clock.hpp"

namespace fairway::sandbox {

class Timeline {
 public:
  using Event = std::function<void()>;

  explicit Timeline(Clock& base) : base_(base) {}
  ~Timeline() { stop(); }

  Instant now() const;
  void at(Instant due, Event event);  // any thread, also from within an event
  void advance(Millis by);
  void freeze(bool frozen);  // frozen time moves by `advance` alone
  void run_due();            // what is due by now(); called at the start of each request
  void start();              // the thread that runs events nobody asks about
  void stop();
  void clear();  // forgets all events

 private:
  struct Due {
    Instant at;
    std::uint64_t sequence;
    Event event;
    bool operator<(const Due& other) const { return std::tie(other.at, other.sequence) < std::tie(at, sequence); }
  };
  void run_until(Instant limit);
  void loop();

  Clock& base_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::priority_queue<Due> queue_;
  std::uint64_t sequence_ = 0;
  Millis offset_{0};
  std::optional<Instant> frozen_;
  bool stopping_ = false;
  std::mutex running_;  // one event at a time, so that their order is always the same
  std::thread thread_;
};

}  // namespace fairway::sandbox
