#include "local_io.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace fairway::drop::local {
namespace {

constexpr std::size_t kPiece = 1 << 20;  // between two looks at whether to stop

}  // namespace

void fail(const std::string& path, const char* what, int error) {
  const std::string message = path + ": " + what + ": " + std::generic_category().message(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
    case ENAMETOOLONG:
    case EXDEV: throw Error::config(message);
    default: throw Error::unavailable(message);
  }
}

Descriptor::~Descriptor() { close(); }

int Descriptor::close() noexcept {
  if (fd_ < 0) return 0;
  const int answer = ::close(fd_);
  fd_ = -1;
  return answer == 0 || errno == EINTR ? 0 : errno;  // on Linux the descriptor is gone either way
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string joined(std::string folder, std::string_view name) {
  if (!folder.empty() && folder.back() != '/') folder += '/';
  return folder.append(name);
}

void flush_folder(const std::string& folder) {
  Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.open()) fail(folder, "cannot be opened", errno);
  if (::fsync(fd.get()) != 0 && errno != EINVAL) fail(folder, "cannot be flushed", errno);  // EINVAL: a file system without
}

void write_file(const std::string& path, std::string_view bytes, int flags, unsigned mode, const Call* call) {
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode));
  if (!fd.open()) fail(path, "cannot be written", errno);
  while (!bytes.empty()) {
    if (call != nullptr) call->check();
    const ssize_t written = ::write(fd.get(), bytes.data(), std::min(bytes.size(), kPiece));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path, "cannot be written", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(fd.get()) != 0) fail(path, "cannot be flushed", errno);
  if (const int error = fd.close(); error != 0) fail(path, "cannot be closed", error);
  flush_folder(folder_of(path));
}

bool read_file(const std::string& path, std::string& bytes) {
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.open()) {
    if (errno == ENOENT) return false;
    fail(path, "cannot be read", errno);
  }
  struct stat about {};
  if (::fstat(fd.get(), &about) != 0) fail(path, "cannot be read", errno);
  bytes.resize(static_cast<std::size_t>(about.st_size));
  std::size_t have = 0;
  for (;;) {
    if (have == bytes.size()) bytes.resize(have + 4096);  // it may grow meanwhile
    const ssize_t got = ::read(fd.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "cannot be read", errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return true;
}

}  // namespace fairway::drop::local
