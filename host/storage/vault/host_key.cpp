#include "host/storage/vault/host_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "host/storage/vault/private_file.hpp"

namespace fairway::storage {

namespace {

struct Descriptor {
  explicit Descriptor(int number) : fd(number) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  int fd;
};

tl::unexpected<Failure> no_host_key(const std::filesystem::path& file) {
  return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", file.string(), std::strerror(errno)));
}

}  // namespace

Result<Key> read_host_key(const std::filesystem::path& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.fd < 0) return no_host_key(file);
  struct stat about {};
  if (::fstat(in.fd, &about) != 0) return no_host_key(file);
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

Status write_host_key(const std::filesystem::path& file, const Key& key) { return create_file(file, key.view()); }

}  // namespace fairway::storage
