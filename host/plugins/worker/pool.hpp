// Threads of a worker, and strands over them: a strand runs its tasks one at a time, in order, on any thread.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "host/plugins/wire/job_page.hpp"
#include "host/plugins/worker/faults.hpp"

namespace fairway::plugins {

// Plugin code may block, so the pool grows with what runs at once, up to kWorkerThreads. Threads stay: idle ones cost
// only their stack.
class Pool {
 public:
  using Task = std::function<void(FaultMark&)>;

  explicit Pool(JobPage& page) : page_(page) {}
  ~Pool() { stop(); }

  void submit(Task task);  // [any]
  void stop();             // runs what was submitted, then joins

 private:
  void run(std::size_t place);

  JobPage& page_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

class Strand : public std::enable_shared_from_this<Strand> {
 public:
  // `rested` runs when the strand has nothing left to do or something long comes next: the time to write out what was
  // gathered.
  Strand(Pool& pool, std::function<void()> rested) : pool_(pool), rested_(std::move(rested)) {}
  void post(Pool::Task task, bool brief = false);  // [any]

 private:
  struct Entry {
    Pool::Task task;
    bool brief;
  };
  void run(FaultMark& mark);

  Pool& pool_;
  std::function<void()> rested_;
  std::mutex mutex_;
  std::deque<Entry> tasks_;
  bool running_ = false;
};

}  // namespace fairway::plugins
