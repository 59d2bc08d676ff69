// Keeps one worker of a plugin alive: starts it at the first call, reads its stream, starts it again when it dies.
#pragma once
#include <thread>

#include "host/plugins/supervisor/answerer.hpp"
#include "host/plugins/supervisor/attendant.hpp"
#include "host/plugins/supervisor/generation.hpp"
#include "host/plugins/supervisor/error_log.hpp"

namespace fairway::plugins {

constexpr Millis kFarewell{1000};  // for a worker without calls to stop its instances and leave

// What all keepers of a supervisor share.
struct Shop {
  Shop(SupervisorOptions given, Services& services, const Clock& the_clock, std::shared_ptr<spdlog::logger> the_log,
       std::unique_ptr<Launcher> start)
      : options(std::move(given)),
        clock(the_clock),
        log(std::move(the_log)),
        answerer(services, the_clock, log),
        launcher(std::move(start)) {}

  const SupervisorOptions options;
  const Clock& clock;
  const std::shared_ptr<spdlog::logger> log;
  Answerer answerer;
  Attendant attendant;
  const std::unique_ptr<Launcher> launcher;
  std::atomic<std::uint64_t> next_id{1};  // of calls and instances
};

class Keeper {
 public:
  // `crashed`: a worker that served ended by itself; on the keeper's thread, before its callers are told.
  Keeper(Shop& shop, const PluginFile& plugin, std::shared_ptr<ErrorLog> errors, bool quarantine,
         std::function<void(const std::string& how)> crashed = nullptr);
  ~Keeper() { stop(Millis(0)); }

  // The living worker, waiting for it at most `timeout`. UNAVAILABLE, with retry-after in backoff; CANCELLED once stopped.
  Result<std::shared_ptr<Generation>> worker(Millis timeout);
  std::shared_ptr<Generation> living() const;  // none if there is none just now
  void cancel_all();                           // [any] first step of stopping: no new calls, calls in hand are cancelled
  void clear();             // [any] ends what is in hand: cancelled, at last with the worker, which then starts anew
  void stop(Millis grace);  // waits for calls in hand, lets the worker leave, then kills
  WorkerInfo info() const;

 private:
  enum class State { asleep, starting, running, backoff, refused, stopped };
  void run();
  Status live();  // one life of a worker
  Result<std::shared_ptr<Generation>> start();
  void pause(Millis time, State state);
  bool stopping() const;

  Shop& shop_;
  const PluginFile& plugin_;
  const std::shared_ptr<ErrorLog> errors_;
  const bool quarantine_;
  const std::function<void(const std::string&)> crashed_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::asleep;
  std::shared_ptr<Generation> generation_;
  std::string version_, last_error_;
  std::int64_t starts_ = 0;
  int failed_starts_ = 0;  // in a row, without a call
  Instant retry_at_{};
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fairway::plugins
