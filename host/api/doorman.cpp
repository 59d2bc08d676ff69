#include "host/api/doorman.hpp"

#include <algorithm>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fairway::api {
namespace {

constexpr Millis kLook{100};

}  // namespace

Doorman::Doorman(const Clock& clock, const Patience& patience, std::function<int()> in_line)
    : clock_(clock), patience_(patience), in_line_(std::move(in_line)), thread_([this] { run(); }) {}

Doorman::~Doorman() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Doorman::close() {
  std::scoped_lock lock(mutex_);
  closed_ = true;
  for (const auto* guest : guests_) guest->cut();
}

void Doorman::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (guests_.empty()) wake_.wait(lock);
    else wake_.wait_for(lock, kLook);
    look();
  }
}

void Doorman::look() {
  const auto now = clock_.steady();
  std::vector<const Guest*> late;
  for (const auto* guest : guests_) {
    if (!guest->awaited_) continue;
    if (guest->until_ <= now) guest->cut();
    else if (guest->since_ + patience_.crowded <= now) late.push_back(guest);
  }
  if (late.empty() || std::ssize(guests_) < patience_.threads) return;
  const auto most = std::min<std::ptrdiff_t>(std::ssize(late), std::max(in_line_(), 0));
  std::partial_sort(late.begin(), late.begin() + most, late.end(),
                    [](const Guest* a, const Guest* b) { return a->since_ < b->since_; });
  for (auto guest = late.begin(); guest != late.begin() + most; ++guest) (*guest)->cut();
}

Doorman::Guest::Guest(Doorman& doorman, int fd) : doorman_(doorman), fd_(::fcntl(fd, F_DUPFD_CLOEXEC, 0)) {
  std::scoped_lock lock(doorman_.mutex_);
  since_ = doorman_.clock_.steady();
  until_ = since_ + doorman_.patience_.header;
  place_ = doorman_.guests_.insert(doorman_.guests_.end(), this);
  if (doorman_.closed_) cut();
  doorman_.wake_.notify_one();
}

Doorman::Guest::~Guest() {
  {
    std::scoped_lock lock(doorman_.mutex_);
    doorman_.guests_.erase(place_);
  }
  if (fd_ >= 0) ::close(fd_);
}

void Doorman::Guest::await(Millis most) {
  std::scoped_lock lock(doorman_.mutex_);
  awaited_ = true;
  since_ = doorman_.clock_.steady();
  until_ = since_ + most;
}

void Doorman::Guest::work() {
  std::scoped_lock lock(doorman_.mutex_);
  awaited_ = false;
}

void Doorman::Guest::cut() const {
  if (fd_ >= 0) ::shutdown(fd_, SHUT_RDWR);
}

}  // namespace fairway::api
