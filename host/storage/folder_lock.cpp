#include "host/storage/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "host/base/text.hpp"

namespace fairway::storage {

namespace {

std::string holder(int fd) {
  char note[64] = {};
  const ssize_t size = ::pread(fd, note, sizeof note - 1, 0);
  std::string pid = size > 0 ? printable(note, 20) : "unknown";
  struct stat about {};
  if (::fstat(fd, &about) != 0) return pid;
  const Instant since{std::chrono::seconds(about.st_mtim.tv_sec)};  // the note is written once, when the lock is taken
  return fmt::format("{} since {}", pid, format_time(since));
}

// Takes from everybody else what they may do in `data`. What is to be said of it; empty: they could do nothing.
std::string close_to_others(const std::filesystem::path& data) {
  struct stat about {};
  if (::stat(data.c_str(), &about) != 0 || (about.st_mode & 0077) == 0) return {};
  const auto was = fmt::format("the data folder {} was open to others (mode {:04o})", data.string(), about.st_mode & 07777);
  if (::chmod(data.c_str(), about.st_mode & 07700) == 0) return was + "; now it is its owner's alone";
  return fmt::format("{} and stays so: {}", was, std::strerror(errno));  // a mounted folder may belong to somebody else
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& data) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(data, error);
  if (error)
    return fail(FW_E_UNAVAILABLE, fmt::format("the data folder {} cannot be made: {}", data.string(), error.message()));
  if (made) std::filesystem::permissions(data, std::filesystem::perms::owner_all, error);

  const auto file = data / "lock";
  FolderLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));  // a worker must not inherit it
  if (lock.fd_ < 0) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
    return fail(FW_E_UNAVAILABLE,
                fmt::format("the data folder {} is in use by process {}", data.string(), holder(lock.fd_)));
  }
  lock.warning_ = made ? std::string() : close_to_others(data);
  const std::string note = std::to_string(::getpid());
  if (::ftruncate(lock.fd_, 0) != 0 || ::pwrite(lock.fd_, note.data(), note.size(), 0) < 0) {
    return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  }
  return lock;
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace fairway::storage
