#include "host/messenger/watchdog.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fairway {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{100};

}  // namespace

Watchdog::Watchdog(int fd, Millis most, const std::atomic<bool>* stopping)
    : fd_(::fcntl(fd, F_DUPFD_CLOEXEC, 0)), stopping_(stopping), thread_([this, most] { watch(most); }) {}

Watchdog::~Watchdog() {
  {
    std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  over_.notify_one();
  thread_.join();
  if (fd_ >= 0) ::close(fd_);
}

void Watchdog::watch(Millis most) {
  const auto until = std::chrono::steady_clock::now() + most;
  std::unique_lock lock(mutex_);
  while (!ended_) {
    const bool over = std::chrono::steady_clock::now() >= until || (stopping_ && *stopping_);
    if (over && !bit_.exchange(true) && fd_ >= 0) ::shutdown(fd_, SHUT_RDWR);
    over_.wait_for(lock, kBetweenLooks);
  }
}

}  // namespace fairway
