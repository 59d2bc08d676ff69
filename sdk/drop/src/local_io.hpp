// The few calls of the machine that files on it need, with errors as Error.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "fairway/call.hpp"

namespace fairway::drop::local {

// CONFIG where somebody has to mend something (not there, no right), else UNAVAILABLE.
[[noreturn]] void fail(const std::string& path, const char* what, int error);

// A descriptor, closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();
  int get() const noexcept { return fd_; }
  bool open() const noexcept { return fd_ >= 0; }
  int close() noexcept;  // errno's value, 0: well
  int release() noexcept { return std::exchange(fd_, -1); }
  void reset(int fd) noexcept { close(), fd_ = fd; }

 private:
  int fd_;
};

std::string folder_of(const std::string& path);
std::string joined(std::string folder, std::string_view name);

// What was renamed or made in a folder is on the disk when this returns.
void flush_folder(const std::string& folder);
// All of it, flushed; the folder too. `flags` beside O_WRONLY | O_CREAT | O_CLOEXEC. Nullptr: nobody to ask about stopping.
void write_file(const std::string& path, std::string_view bytes, int flags, unsigned mode, const Call* call);
// False where it is not there. Follows no link.
bool read_file(const std::string& path, std::string& bytes);

}  // namespace fairway::drop::local
