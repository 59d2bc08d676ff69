#include "host/storage/vault/gate.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstring>

namespace fairway::storage {

Result<Gate> Gate::open(const std::filesystem::path& host_key) {
  Gate gate(::open(host_key.c_str(), O_RDONLY | O_CLOEXEC));
  if (gate.fd_ < 0) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", host_key.string(), std::strerror(errno)));
  return gate;
}

Status Gate::take(int operation) {
  int done = -1;
  do { done = ::flock(fd_, operation); } while (done != 0 && errno == EINTR);
  if (done != 0) return fail(FW_E_UNAVAILABLE, fmt::format("host.key cannot be locked: {}", std::strerror(errno)));
  return {};
}

Status Gate::pass() {
  if (auto taken = take(LOCK_SH); !taken) return taken;
  return take(LOCK_UN);
}

Status Gate::shut() { return take(LOCK_EX); }

Gate::~Gate() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace fairway::storage
