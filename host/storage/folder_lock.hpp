// The data folder belongs to one host at a time: an flock on its file `lock`, which the kernel lets go when we end, however
// we end. The file holds the process number, for the error message of the one who comes second.
#pragma once
#include <filesystem>

#include "host/base/result.hpp"

namespace fairway::storage {

class FolderLock {
 public:
  // Makes the folder (mode 0700) when missing. UNAVAILABLE, naming the process, when another has it.
  static Result<FolderLock> take(const std::filesystem::path& data);

  FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace fairway::storage
