#include "tests/bench/system/crowd.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <stdexcept>
#include <vector>

namespace fairway::bench {
namespace {

using Time = std::chrono::steady_clock;

Time::duration in_seconds(double seconds) {
  return std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(seconds));
}

struct Connection {
  int fd = -1;
  std::string in;
  Time::time_point asked;
};

int connect_to(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int at_once = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("connect");
  return fd;
}

// The size of the answer that stands at the front; 0: it is not whole yet.
std::size_t whole(const std::string& in) {
  const auto head = in.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  const auto field = in.find("Content-Length: ");
  if (field == std::string::npos || field > head) throw std::runtime_error("an answer without its length");
  const auto size = head + 4 + std::stoul(in.substr(field + 16, 12));
  return in.size() >= size ? size : 0;
}

class Asking {
 public:
  explicit Asking(const Crowd& crowd) : crowd_(crowd), poll_(::epoll_create1(EPOLL_CLOEXEC)), all_(crowd.connections) {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      all_[i].fd = connect_to(crowd.port);
      epoll_event event{};
      event.events = EPOLLIN, event.data.u64 = i;
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, all_[i].fd, &event);
    }
  }
  ~Asking() {
    for (auto& one : all_) ::close(one.fd);
    ::close(poll_);
  }

  Served run() {
    const auto began = Time::now(), end = began + in_seconds(crowd_.seconds);
    due_ = began;
    for (auto& one : all_) idle_.push_back(&one);
    for (auto now = began; now < end; now = Time::now()) {
      send_due(now);
      epoll_event events[64];
      const int count = wait(events, 64, idle_.empty() ? end : std::min(due_, end));
      for (int i = 0; i < count; ++i) receive(all_[events[i].data.u64]);
    }
    return result(std::chrono::duration<double>(Time::now() - began).count());
  }

 private:
  void send_due(Time::time_point now) {
    for (; !idle_.empty() && due_ <= now; idle_.pop_front()) {
      send(*idle_.front(), crowd_.per_second > 0 ? due_ : now);
      if (crowd_.per_second > 0) due_ += in_seconds(1 / crowd_.per_second);
    }
  }

  int wait(epoll_event* events, int most, Time::time_point until) const {
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(std::max(until - Time::now(), Time::duration(0)));
    const timespec time{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    return ::epoll_pwait2(poll_, events, most, &time, nullptr);
  }

  void send(Connection& one, Time::time_point asked) {
    const auto text = crowd_.request(number_++);
    one.asked = asked;
    if (::send(one.fd, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("a request was not taken");
  }

  void receive(Connection& one) {
    char piece[8192];
    const auto got = ::recv(one.fd, piece, sizeof piece, 0);
    if (got <= 0) throw std::runtime_error("a connection has ended");
    one.in.append(piece, static_cast<std::size_t>(got));
    const auto size = whole(one.in);
    if (size == 0) return;
    took_.push_back(std::chrono::duration<float, std::milli>(Time::now() - one.asked).count());
    refused_ += one.in.compare(9, 3, "200") != 0;
    late_ += took_.back() > crowd_.deadline_ms;
    wanted_ += !crowd_.wanted.empty() && one.in.find(crowd_.wanted) < size;
    one.in.erase(0, size);
    idle_.push_back(&one);
  }

  Served result(double seconds) {
    if (took_.empty()) throw std::runtime_error("no answer at all");
    std::sort(took_.begin(), took_.end());
    const auto at = [&](double share) {
      return took_[static_cast<std::size_t>(share * static_cast<double>(took_.size() - 1))];
    };
    return {static_cast<double>(took_.size()) / seconds, at(0.5), at(0.99), at(1), took_.size(), refused_, late_, wanted_};
  }

  const Crowd& crowd_;
  int poll_;
  std::vector<Connection> all_;
  std::deque<Connection*> idle_;  // who had his answer first asks next
  Time::time_point due_{};
  std::vector<float> took_;
  std::uint64_t number_ = 0, refused_ = 0, late_ = 0, wanted_ = 0;
};

}  // namespace

Served ask_all(const Crowd& crowd) { return Asking(crowd).run(); }

}  // namespace fairway::bench
