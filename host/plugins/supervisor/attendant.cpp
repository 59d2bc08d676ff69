#include "host/plugins/supervisor/attendant.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace fairway::plugins {
namespace {
constexpr std::size_t kLongestLine = 8u << 10;
}

Attendant::Attendant() : waker_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), thread_([this] { run(); }) {}

Attendant::~Attendant() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake();
  thread_.join();
  read_what_is_there();
}

void Attendant::read_what_is_there() {
  sources_.splice(sources_.end(), added_);
  for (auto& source : sources_) {
    pollfd state{source.fd.get(), POLLIN, 0};
    while (::poll(&state, 1, 0) > 0 && read(source)) continue;
  }
}

void Attendant::wake() noexcept {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(waker_.get(), &one, sizeof one));
}

void Attendant::read_lines(Fd from, Line each) {
  ::fcntl(from.get(), F_SETFL, O_NONBLOCK);
  {
    std::scoped_lock lock(mutex_);
    added_.push_back({std::move(from), std::move(each), {}});
  }
  wake();
}

void Attendant::later(Millis delay, std::function<void()> task) {
  {
    std::scoped_lock lock(mutex_);
    tasks_.emplace(clock_.steady() + delay, std::move(task));
  }
  wake();
}

void Attendant::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    sources_.splice(sources_.end(), added_);
    run_due(lock);
    std::vector<pollfd> watched{{waker_.get(), POLLIN, 0}};
    for (const auto& source : sources_) watched.push_back({source.fd.get(), POLLIN, 0});
    const auto wait =
        tasks_.empty() ? -1 : static_cast<int>(std::max(tasks_.begin()->first - clock_.steady(), Millis(0)).count());
    lock.unlock();
    ::poll(watched.data(), watched.size(), wait);
    std::uint64_t count = 0;
    static_cast<void>(!::read(waker_.get(), &count, sizeof count));
    auto source = sources_.begin();
    for (std::size_t i = 1; i < watched.size(); ++i)
      source = watched[i].revents != 0 && !read(*source) ? sources_.erase(source) : std::next(source);
    lock.lock();
  }
}

void Attendant::run_due(std::unique_lock<std::mutex>& lock) {
  while (!stopping_ && !tasks_.empty() && tasks_.begin()->first <= clock_.steady()) {
    const auto task = std::move(tasks_.begin()->second);
    tasks_.erase(tasks_.begin());
    lock.unlock();
    task();
    lock.lock();
  }
}

bool Attendant::read(Source& source) {
  std::array<char, 4096> buffer;
  const auto got = ::read(source.fd.get(), buffer.data(), buffer.size());
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  source.partial.append(buffer.data(), static_cast<std::size_t>(got));
  for (auto end = source.partial.find('\n'); end != std::string::npos; end = source.partial.find('\n')) {
    source.each(std::string_view(source.partial).substr(0, end));
    source.partial.erase(0, end + 1);
  }
  if (!source.partial.empty() && (got == 0 || source.partial.size() > kLongestLine)) {
    source.each(source.partial);
    source.partial.clear();
  }
  return got > 0;
}

}  // namespace fairway::plugins
