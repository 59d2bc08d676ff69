// Answers what workers ask of the host while calls run, and writes their log lines.
#pragma once
#include <deque>
#include <functional>
#include <thread>

#include "host/plugins/supervisor/generation.hpp"
#include "host/plugins/supervisor/plugin_log.hpp"
#include "host/plugins/wire/mask.hpp"

namespace fairway::plugins {

// A few threads for what touches the database. They start when needed and end with this object.
class Helpers {
 public:
  ~Helpers() { stop(); }
  void submit(std::function<void()> task);  // [any]
  void stop();                              // runs what was submitted, then joins

 private:
  void run();
  static constexpr std::size_t kThreads = 8;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

class Answerer {
 public:
  Answerer(Services& services, const Clock& clock, std::shared_ptr<spdlog::logger> log)
      : services_(services), clock_(clock), log_(std::move(log)) {}

  // [reader of the generation] Permits are answered at once, the rest by helpers: a slow database must not hold up the
  // calls of a whole worker.
  void take(const std::shared_ptr<Generation>& from, const std::shared_ptr<Pending>& call, const Frame& frame);
  // A call that ended without giving its token leases back.
  void release_leases(const std::shared_ptr<Pending>& call);
  void stop() { helpers_.stop(); }
  Masker& personal() noexcept { return personal_; }  // what no line of a plugin's log shows
  PluginLog& lines() noexcept { return lines_; }

 private:
  void write_log(const Generation& from, const Frame& frame);
  void permit(Generation& from, const Pending& call, Reader& in);
  void rate(const Pending& call, Reader& in);
  void ask_services(Generation& from, Pending& call, Kind kind, const std::string& body);
  Result<std::string> answer(Pending& call, Kind kind, Reader& in);
  Result<std::string> numbers(const std::string& plugin, Reader& in);
  Result<std::string> token(Pending& call, Reader& in);
  Result<std::string> token_put(Pending& call, Reader& in);

  Services& services_;
  const Clock& clock_;
  std::shared_ptr<spdlog::logger> log_;
  Masker personal_;
  PluginLog lines_;
  Helpers helpers_;
};

}  // namespace fairway::plugins
