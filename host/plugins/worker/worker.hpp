// A worker: reads calls from the host and runs them on its threads. One per process, or per thread in `--in-process`.
#pragma once
#include <map>
#include <memory>

#include "host/plugins/http/client.hpp"
#include "host/plugins/wire/handshake.hpp"
#include "host/plugins/worker/instance.hpp"
#include "host/plugins/worker/pool.hpp"

namespace fairway::plugins {

class Worker {
 public:
  Worker(int fd, JobPage& page) : link_(fd), pool_(page) {}

  // Waits for the host's greeting; empty at the end of the stream.
  std::optional<HostHello> greeted();
  // Answers it. False when the plugin is refused: nothing can be served then.
  bool introduce(const HostHello& host, const Result<Plugin>& plugin);

  enum class End { stream_closed, asked_to_leave };
  // Serves calls until the stream ends. Then leave() stops and destroys all
  // instances and joins all threads.
  End serve();
  void leave();

 private:
  void take(const Frame& frame);
  void open(std::uint64_t id, std::string_view body);
  void close(std::uint64_t id);
  void run(std::uint64_t id, std::string_view body);
  void perform(Instance* instance, Call& call, std::string_view fields);
  void cancel(std::uint64_t id, std::uint8_t level);
  std::shared_ptr<Call> find(std::uint64_t id);
  void forget(std::uint64_t id);

  Link link_;
  http::Client http_;
  std::map<std::uint64_t, std::shared_ptr<Instance>> instances_;  // used by the reading thread alone
  std::mutex calls_mutex_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Call>> calls_;
  std::optional<std::string> first_;  // the greeting
  bool leaving_ = false;
  Pool pool_;  // last: its threads use all of the above
};

}  // namespace fairway::plugins
