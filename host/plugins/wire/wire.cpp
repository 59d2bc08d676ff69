#include "host/plugins/wire/wire.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace fairway::plugins {
namespace {
constexpr std::size_t kBacklog = 8u << 20;
constexpr std::size_t kTogether = 64u << 10;  // so much is not left for later
constexpr std::size_t kReadAtOnce = 128u << 10;
constexpr std::size_t kKept = 4u << 20;  // a buffer that one large frame made larger is given back
}  // namespace

Wire::~Wire() { ::close(fd_); }

void Wire::close() noexcept { ::shutdown(fd_, SHUT_RDWR); }

bool Wire::send(Kind kind, std::uint64_t call, std::string_view body, bool later) {
  const Header header{static_cast<std::uint32_t>(body.size()), kind, 0, call};
  std::unique_lock lock(mutex_);
  drained_.wait(lock, [&] { return gone_ || !writing_ || waiting_.size() < kBacklog; });
  if (gone_) return false;
  waiting_.append(reinterpret_cast<const char*>(&header), sizeof header);
  waiting_.append(body);
  if (writing_ || (later && waiting_.size() < kTogether)) return true;
  return write_out(lock);
}

bool Wire::flush() {
  std::unique_lock lock(mutex_);
  if (gone_) return false;
  return writing_ || waiting_.empty() ? true : write_out(lock);
}

bool Wire::write_out(std::unique_lock<std::mutex>& lock) {
  writing_ = true;
  while (!waiting_.empty() && !gone_) {
    going_.swap(waiting_);
    lock.unlock();
    const bool written = write_all(going_);
    going_.clear();
    lock.lock();
    if (!written) gone_ = true;
    drained_.notify_all();
  }
  writing_ = false;
  return !gone_;
}

bool Wire::write_all(std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Wire::fill() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (in_.size() > kKept) in_ = {};
  }
  if (in_.size() - end_ < kReadAtOnce) {
    if (begin_ > 0) std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (in_.size() - end_ < kReadAtOnce) in_.resize(std::max(in_.size() * 2, end_ + 2 * kReadAtOnce));
  }
  ssize_t got;
  do got = ::recv(fd_, in_.data() + end_, in_.size() - end_, 0);
  while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  end_ += static_cast<std::size_t>(got);
  return true;
}

bool Wire::next(Frame& frame) {
  Header header;
  if (broken_ || end_ - begin_ < sizeof header) return false;
  std::memcpy(&header, in_.data() + begin_, sizeof header);
  if (header.size > kLargestFrame) return broken_ = true, false;
  if (end_ - begin_ < sizeof header + header.size) return false;
  frame = {header.kind, header.call, {in_.data() + begin_ + sizeof header, header.size}};
  begin_ += sizeof header + header.size;
  return true;
}

}  // namespace fairway::plugins
