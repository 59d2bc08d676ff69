// How a worker comes to life: as a process, or on threads of this one. Behind the socket both are the same.
#pragma once
#include <deque>
#include <future>
#include <memory>
#include <thread>

#include "host/base/catalogue.hpp"
#include "host/plugins/supervisor/spawn.hpp"
#include "host/plugins/wire/job_page.hpp"

namespace fairway::plugins {

struct Ending {
  int code = 0;              // negative: ended by that signal
  std::string text() const;  // "signal 11", "exit code 3"
};

// Whoever runs the worker's side.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual int pid() const noexcept = 0;
  virtual void kill() noexcept = 0;  // [any]
  virtual Ending wait() = 0;         // after the stream ended: waits 2 s, then kills; called once
};

struct Launched {
  Fd socket;
  Fd errors;  // what the worker writes to stderr; none in process
  std::shared_ptr<MappedPage> page;
  std::shared_ptr<Subject> subject;
};

class Launcher {
 public:
  virtual ~Launcher() = default;
  virtual Result<Launched> launch(const PluginFile& plugin) = 0;  // [any]
};

// Spawns from one thread that lives as long as this object: PR_SET_PDEATHSIG fires when the spawning thread ends.
std::unique_ptr<Launcher> process_launcher(std::filesystem::path executable);
// For debugging: a plugin that crashes takes this process along, one that hangs keeps its thread.
std::unique_ptr<Launcher> thread_launcher();

}  // namespace fairway::plugins
