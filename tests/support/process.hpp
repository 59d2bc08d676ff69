// A child process that a test starts, watches and kills.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace fairway::testing {

class Process {
 public:
  // Runs `program` with `arguments`; its output is appended to `log`. It dies with this process.
  Process(const std::filesystem::path& program, const std::vector<std::string>& arguments, const std::filesystem::path& log);
  ~Process();  // SIGKILL if it still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int pid() const noexcept { return pid_; }
  void signal(int number) const;
  // Its exit code, or minus the signal that ended it; -1000 if it still runs after `most`.
  int wait(std::chrono::milliseconds most);
  void kill();  // SIGKILL, and waits
  bool running();

 private:
  int pid_ = -1;
  int status_ = -1000;
};

// The exit code of a command and what it printed.
struct Ran {
  int exit = -1;
  std::string out;
};
Ran run(const std::filesystem::path& program, const std::vector<std::string>& arguments);

}  // namespace fairway::testing
