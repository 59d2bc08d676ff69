// Runs what is due: one dispatcher that waits on the clock, and a pool of threads that take one batch at a time. A job
// that has to wait holds no thread: its flow returns THROTTLED and it is due later.
#pragma once
#include <atomic>
#include <set>
#include <thread>

#include "host/engine/batch.hpp"
#include "host/engine/due_index.hpp"

namespace fairway::engine {

class Runner {
 public:
  struct Options {
    std::size_t threads = 16;  // at least 1; one account gets at most three quarters of them
  };
  Runner(storage::Database& db, Clock& clock, const FlowTable& flows, Batches::ContextSource context, Log log,
         Options options);
  ~Runner();  // stop() and join()
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  Status start();  // reads what is due and begins
  // Reads again what is due of these accounts: jobs came by another way than wake().
  Status refresh(const std::set<std::string>& accounts);
  // After COMMIT: the group has work at `at`; kUrgent goes before everything else. [any thread]
  void wake(const ledger::Group& group, Instant at);

  // While it lives, no batch of these accounts begins, or of these targets of theirs (none named: all). Others go on.
  class Hold {
   public:
    using Places = std::map<std::string, DueIndex::Targets>;  // by account
    Hold(Runner& runner, Places places);
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    // Waits, in real time, for their batches in hand to end. The accounts that still have one after `most`.
    std::set<std::string> rest(Millis most);

   private:
    Runner& runner_;
    const Places places_;
  };

  // Set once the end has begun: calls of flows watch it.
  const std::atomic<bool>& stopping() const noexcept { return stopping_; }
  // Claims no more and waits, in real time, until no batch is in hand: true. False when `grace` is over before: what is
  // still in hand belongs to the next start.
  bool stop(Millis grace);
  void join();  // after stop(): waits for the threads themselves

  bool idle();                                      // nothing in hand and nothing due
  bool wait_idle(Millis real_time);                 // for tests: false when it took longer
  bool fenced() const noexcept { return fenced_; }  // another host owns the database
  struct Stats {
    std::size_t in_hand = 0;
    Millis backlog{0};
  };
  Stats stats();  // `backlog`: how long the oldest group has been due

 private:
  Status look(const std::set<std::string>* accounts);
  void dispatch();
  void work();

  storage::Database& db_;
  Clock& clock_;
  Batches batches_;
  Log log_;
  Options options_;
  std::mutex mutex_;
  std::condition_variable changed_;  // the dispatcher: something may be due earlier
  std::condition_variable ready_;    // the threads: something is due
  std::condition_variable rested_;   // waiters: perhaps idle
  DueIndex index_;
  std::atomic<bool> stopping_{false}, fenced_{false};
  std::vector<std::thread> threads_;
};

}  // namespace fairway::engine
