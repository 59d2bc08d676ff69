// Lets a copier of keys.db, often another process, in between writers that follow each other without a pause: SQLite's busy
// handler only polls, and would find the file locked for minutes. A writer passes the gate before each transaction; a
// copier holds it shut. It is an flock on host.key, which both have and SQLite never touches. The file is opened anew each
// time, since another takes its name when the host key is exchanged.
#pragma once
#include <filesystem>
#include <utility>

#include "host/base/result.hpp"

namespace fairway::storage {

class Gate {
 public:
  explicit Gate(std::filesystem::path host_key) : file_(std::move(host_key)) {}

  Status pass();  // waits while another holds it shut
  Status shut();  // until this object goes

  Gate(Gate&& other) noexcept : file_(std::move(other.file_)), fd_(std::exchange(other.fd_, -1)) {}
  Gate& operator=(Gate&&) = delete;
  ~Gate();

 private:
  Status take(int operation);
  void let_go();
  std::filesystem::path file_;
  int fd_ = -1;
};

}  // namespace fairway::storage
