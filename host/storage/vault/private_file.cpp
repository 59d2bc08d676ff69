#include "host/storage/vault/private_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "host/storage/copy.hpp"

namespace fairway::storage {

namespace {

tl::unexpected<Failure> trouble(const std::filesystem::path& file) {
  return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", file.string(), std::strerror(errno)));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Status replace_file(const std::filesystem::path& file, std::string_view bytes) {
  const std::filesystem::path part = file.string() + ".part";
  ::unlink(part.c_str());
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return trouble(part);
  const bool kept = write_all(fd, bytes) && ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  if (kept && ::rename(part.c_str(), file.c_str()) == 0) return sync_folder(std::filesystem::absolute(file).parent_path());
  if (!kept) errno = error;
  auto failed = trouble(file);
  ::unlink(part.c_str());
  return failed;
}

Status create_file(const std::filesystem::path& file, std::string_view bytes, unsigned mode) {
  // Written beside it, then linked to its name, which fails where there is one.
  const auto part = file.parent_path() / fmt::format(".{}.{}.part", file.filename().string(), ::getpid());
  ::unlink(part.c_str());
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0) return trouble(part);
  const bool kept = write_all(fd, bytes) && ::fsync(fd) == 0;
  int error = errno;
  ::close(fd);
  const bool made = kept && ::link(part.c_str(), file.c_str()) == 0;
  if (kept) error = errno;
  ::unlink(part.c_str());
  if (made) return sync_folder(std::filesystem::absolute(file).parent_path());
  if (error == EEXIST) return fail(FW_E_REJECTED, fmt::format("{} exists already", file.string()));
  errno = error;
  return trouble(file);
}

Status write_zeroes_over(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return {};
  if (fd < 0) return trouble(file);
  const auto size = ::lseek(fd, 0, SEEK_END);
  const std::string zeroes(64 * 1024, '\0');
  bool written = size >= 0 && ::lseek(fd, 0, SEEK_SET) == 0;
  for (off_t at = 0; written && at < size; at += static_cast<off_t>(zeroes.size()))
    written = write_all(fd, std::string_view(zeroes).substr(0, static_cast<std::size_t>(size - at)));
  const bool kept = written && ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  errno = error;
  return kept ? Status{} : Status(trouble(file));
}

Result<SecretsLock> SecretsLock::take(const std::filesystem::path& data) {
  const auto file = data / "secrets.lock";
  SecretsLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.fd_ < 0) return trouble(file);
  int done = -1;
  do { done = ::flock(lock.fd_, LOCK_EX); } while (done != 0 && errno == EINTR);
  if (done != 0) return trouble(file);
  return lock;
}

SecretsLock::~SecretsLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace fairway::storage
