#include "host/storage/vault/host_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "host/storage/copy.hpp"

namespace fairway::storage {

namespace {

struct Descriptor {
  explicit Descriptor(int number) : fd(number) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  int fd;
};

tl::unexpected<Failure> trouble(const std::filesystem::path& file) {
  return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", file.string(), std::strerror(errno)));
}

}  // namespace

Result<Key> read_host_key(const std::filesystem::path& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.fd < 0) return trouble(file);
  struct stat about {};
  if (::fstat(in.fd, &about) != 0) return trouble(file);
  if (about.st_mode & 077) return fail(FW_E_CONFIG, fmt::format("{} may be read by others: chmod 600 it", file.string()));
  char bytes[Key::kSize + 1];
  const ssize_t size = ::read(in.fd, bytes, sizeof bytes);
  if (size != static_cast<ssize_t>(Key::kSize)) {
    sodium_memzero(bytes, sizeof bytes);
    return fail(FW_E_CONFIG, fmt::format("{} does not hold {} bytes: restore it from a backup", file.string(), Key::kSize));
  }
  Key key(std::string_view(bytes, Key::kSize));
  sodium_memzero(bytes, sizeof bytes);
  return key;
}

Status write_host_key(const std::filesystem::path& file, const Key& key) {
  // Whole or not at all: written beside it, then linked to its name, which fails where there is one.
  const std::filesystem::path part = fmt::format("{}.{}.part", file.string(), ::getpid());
  ::unlink(part.c_str());
  const Descriptor out(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (out.fd < 0) return trouble(part);
  const auto done = [&]() -> Status {
    if (::write(out.fd, key.data(), Key::kSize) != static_cast<ssize_t>(Key::kSize) || ::fsync(out.fd) != 0)
      return trouble(part);
    if (::link(part.c_str(), file.c_str()) == 0) return {};
    if (errno == EEXIST) return fail(FW_E_REJECTED, fmt::format("{} exists already", file.string()));
    return trouble(file);
  }();
  ::unlink(part.c_str());
  if (!done) return done;
  return sync_file(file);
}

}  // namespace fairway::storage
