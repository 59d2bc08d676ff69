#include "watch.hpp"

#include <sys/socket.h>

namespace fairway::drop {

using std::chrono::steady_clock;

Watch::Watch(const Call& call, int socket, std::chrono::milliseconds silence)
    : call_(call), socket_(socket), silence_(silence), last_(steady_clock::now()), thread_([this] { run(); }) {}

Watch::~Watch() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  end_.notify_one();
  thread_.join();
}

void Watch::run() {
  std::unique_lock lock(mutex_);
  while (!end_.wait_for(lock, std::chrono::milliseconds(100), [this] { return over_; })) {
    if (call_.cancelled()) why_ = Why::cancelled;
    else if (call_.remaining().count() <= 0) why_ = Why::deadline;
    else if (steady_clock::now() - last_ > silence_) why_ = Why::silence;
    else continue;
    ::shutdown(socket_, SHUT_RDWR);
    return;
  }
}

void Watch::moved() {
  const std::lock_guard lock(mutex_);
  last_ = steady_clock::now();
}

bool Watch::cut() const {
  const std::lock_guard lock(mutex_);
  return why_ != Why::none;
}

void Watch::rethrow_cut() const {
  const std::lock_guard lock(mutex_);
  switch (why_) {
    case Why::none: return;
    case Why::cancelled: throw Error::cancelled();
    case Why::deadline: throw Error::unavailable("the call's time was over before the SFTP server was done");
    case Why::silence: throw Error::unavailable("the SFTP server is silent");
  }
}

}  // namespace fairway::drop
