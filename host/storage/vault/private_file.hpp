// Small files that are nobody else's to read, and the lock of those who change what is sealed.
#pragma once
#include <filesystem>
#include <string_view>
#include <utility>

#include "host/base/result.hpp"

namespace fairway::storage {

// Puts `bytes` in place of the file, whole or not at all, mode 0600, on disk when this returns.
Status replace_file(const std::filesystem::path& file, std::string_view bytes);

// Writes a file that is not there yet, whole or not at all, on disk when this returns. REJECTED where there is one.
Status create_file(const std::filesystem::path& file, std::string_view bytes, unsigned mode = 0600);

// Zeroes in the place of all that a file holds, on disk when this returns. Nothing where there is none.
Status write_zeroes_over(const std::filesystem::path& file);

// Held by whoever changes sealed secrets, exchanges the host key, or copies what belongs together. An flock on
// DATA/secrets.lock: the kernel lets it go when its process ends. Taking it waits.
class SecretsLock {
 public:
  static Result<SecretsLock> take(const std::filesystem::path& data);

  SecretsLock(SecretsLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  SecretsLock& operator=(SecretsLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~SecretsLock();

 private:
  explicit SecretsLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace fairway::storage
