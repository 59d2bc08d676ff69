// Other processes for the tests: this very binary, started again to run one program of child_programs_test.cpp.
#pragma once
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace fairway::storage::test {

inline constexpr const char* kChildData = "FAIRWAY_TEST_DATA";

class Child {
 public:
  // Runs ChildProgram.DISABLED_<program> on the data folder; its standard output comes here.
  Child(const std::string& program, const std::filesystem::path& data) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    const std::string filter = "--gtest_filter=ChildProgram.DISABLED_" + program;
    pid_ = ::fork();
    if (pid_ == 0) {  // only what is allowed after a fork of a program with threads
      ::setenv(kChildData, data.c_str(), 1);
      ::dup2(ends[1], 3);
      ::fcntl(3, F_SETFD, 0);
      ::execl("/proc/self/exe", "child", filter.c_str(), "--gtest_also_run_disabled_tests", nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ::fdopen(ends[0], "r");
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    kill();
    ::fclose(out_);
  }

  pid_t pid() const { return pid_; }
  // The next line it said; empty at its end. Waits.
  std::string line() {
    char text[200];
    if (!::fgets(text, sizeof text, out_)) return "";
    std::string said(text);
    return said.substr(0, said.find('\n'));
  }
  // SIGKILL, and waits until it is gone.
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

  // For the child's side.
  static void say(const std::string& text) {
    const std::string line = text + "\n";
    if (::write(3, line.data(), line.size()) < 0) ::_exit(1);
  }

 private:
  pid_t pid_ = -1;
  FILE* out_ = nullptr;
};

}  // namespace fairway::storage::test
