// One attempt at a time. Whoever asks while one runs gets the next, which reads the files as they are by then: the newest
// wins, and a hundred asking are two attempts.
#pragma once
#include <deque>
#include <thread>

#include "host/engine/reload/report.hpp"

namespace fairway::engine {

class ReloadQueue {
 public:
  // `begin` gives a request its number, on the asker's thread; `run` fills the report of a number, on the queue's.
  using Begin = std::function<Result<std::int64_t>(const ReloadRequest&)>;
  using Run = std::function<Reload(std::int64_t attempt, const ReloadRequest&)>;
  ReloadQueue(Begin begin, Run run);
  ~ReloadQueue();  // stop()
  ReloadQueue(const ReloadQueue&) = delete;
  ReloadQueue& operator=(const ReloadQueue&) = delete;

  // The attempt that will serve it. CANCELLED once the host stops. [any thread]
  Result<std::int64_t> ask(ReloadRequest request);
  // Waits for its end. CANCELLED when the host stops before; INVALID for a number that was not given lately. [any thread]
  Result<Reload> wait(std::int64_t attempt);
  void stop();  // the attempt in hand ends, those that wait do not begin

 private:
  struct Waiting {
    std::int64_t attempt;
    ReloadRequest request;
  };
  void work();

  const Begin begin_;
  const Run run_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::int64_t in_hand_ = 0;              // 0: none
  std::map<std::int64_t, Reload> ended_;  // the last hundred
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fairway::engine
