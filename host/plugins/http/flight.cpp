#include "host/plugins/http/flight.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fairway::plugins::http {

void Flight::attach(int fd) {
  std::scoped_lock lock(mutex_);
  if (fd_ >= 0) ::close(fd_);
  fd_ = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (was_cut()) cut();
}

void Flight::detach() noexcept {
  std::scoped_lock lock(mutex_);
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void Flight::cancelled(std::uint8_t level) {
  if (!without_effect_ && level < kCancelHard) return;
  std::scoped_lock lock(mutex_);
  cancelled_ = true;
  cut();
}

void Flight::expired() {
  std::scoped_lock lock(mutex_);
  expired_ = true;
  cut();
}

void Flight::cut() noexcept {
  if (fd_ >= 0) ::shutdown(fd_, SHUT_RDWR);
}

Watchdog::Watch::Watch(Watchdog& dog, Flight& flight, Millis timeout) : dog_(dog) {
  std::scoped_lock lock(dog_.mutex_);
  if (!dog_.thread_.joinable()) dog_.thread_ = std::thread([&dog] { dog.run(); });
  place_ = dog_.flights_.emplace(dog_.clock_.steady() + timeout, &flight);
  if (place_ == dog_.flights_.begin()) dog_.wake_.notify_one();
}

Watchdog::Watch::~Watch() {
  std::scoped_lock lock(dog_.mutex_);
  dog_.flights_.erase(place_);
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto now = clock_.steady();
    auto next = flights_.begin();
    while (next != flights_.end() && next->first <= now) (next++)->second->expired();
    if (next == flights_.end()) wake_.wait(lock);
    else wake_.wait_for(lock, next->first - now);
  }
}

Watchdog::~Watchdog() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

}  // namespace fairway::plugins::http
