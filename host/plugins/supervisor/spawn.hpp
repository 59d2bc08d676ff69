// Starts a child with next to nothing of ours: no environment, no descriptors but those named.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"

namespace fairway::plugins {

// A descriptor that is closed with its owner.
class Fd {
 public:
  explicit Fd(int fd = -1) noexcept : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();
  int get() const noexcept { return fd_; }
  int release() noexcept { return std::exchange(fd_, -1); }
  explicit operator bool() const noexcept { return fd_ >= 0; }

 private:
  int fd_;
};

// A child by its pidfd: a number that was given to another process meanwhile is never hit.
class Child {
 public:
  Child(int pid, Fd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  Child(Child&&) = default;
  ~Child();  // a child that still runs is killed and reaped

  int pid() const noexcept { return pid_; }
  void kill(int signal) const noexcept;
  bool exited_within(Millis time) const;
  // Reaps: the signal that ended it, negative, or its exit code.
  int wait();

 private:
  int pid_;
  Fd pidfd_;
  std::optional<int> result_;
};

struct Pipe {
  Fd read, write;
};
Result<Pipe> make_pipe();

// `arguments` without the program's name. `descriptors` become 0, 1, 2 … in the child; -1: /dev/null. Everything else is closed
// there. Of the environment only what sanitizers, time zones and TLS roots need is handed on.
Result<Child> spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                    const std::vector<int>& descriptors);

}  // namespace fairway::plugins
