#include "host/storage/vault/gate.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstring>

namespace fairway::storage {

Status Gate::take(int operation) {
  let_go();
  fd_ = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", file_.string(), std::strerror(errno)));
  int done = -1;
  do { done = ::flock(fd_, operation); } while (done != 0 && errno == EINTR);
  if (done != 0) return fail(FW_E_UNAVAILABLE, fmt::format("host.key cannot be locked: {}", std::strerror(errno)));
  return {};
}

Status Gate::pass() {
  auto passed = take(LOCK_SH);
  let_go();
  return passed;
}

Status Gate::shut() { return take(LOCK_EX); }

void Gate::let_go() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Gate::~Gate() { let_go(); }

}  // namespace fairway::storage
