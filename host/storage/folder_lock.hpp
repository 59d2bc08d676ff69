// The data folder belongs to one host at a time: an flock on its file `lock`, which the kernel lets go when we end, however
// we end. The file holds the process number, for the error message of the one who comes second.
#pragma once
#include <filesystem>

#include "host/base/result.hpp"

namespace fairway::storage {

class FolderLock {
 public:
  // Makes the folder (mode 0700) when missing, and takes from one that is there what others may do in it. UNAVAILABLE, naming
  // the process, when another has it.
  static Result<FolderLock> take(const std::filesystem::path& data);

  FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)), warning_(std::move(other.warning_)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(warning_, other.warning_);
    return *this;
  }
  ~FolderLock();
  const std::string& warning() const { return warning_; }  // that others could look into the folder; empty: they could not

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
  std::string warning_;
};

}  // namespace fairway::storage
