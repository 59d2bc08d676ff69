// Lets a copier of keys.db, often another process, in between writers that follow each other without a pause: SQLite's busy
// handler only polls, and would find the file locked for minutes. A writer passes the gate before each transaction; a
// copier holds it shut. It is an flock on host.key, which both have and SQLite never touches.
#pragma once
#include <filesystem>
#include <utility>

#include "host/base/result.hpp"

namespace fairway::storage {

class Gate {
 public:
  static Result<Gate> open(const std::filesystem::path& host_key);

  Status pass();  // waits while another holds it shut
  Status shut();  // until this object goes

  Gate(Gate&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Gate& operator=(Gate&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Gate();

 private:
  explicit Gate(int fd) : fd_(fd) {}
  Status take(int operation);
  int fd_;
};

}  // namespace fairway::storage
