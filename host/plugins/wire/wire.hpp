// One end of the socket between host and worker: frames out from any thread, frames in on one.
#pragma once
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugins/wire/frames.hpp"

namespace fairway::plugins {

class Wire {
 public:
  explicit Wire(int fd) : fd_(fd) {}  // owns it
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // [any] Writes the frame; where another thread is writing, that one takes it along. `later` leaves it for the next
  // send or flush(), so that many small answers go out in one write. Waits while 8 MiB lie unread by the other end.
  // False once the other end is gone.
  bool send(Kind kind, std::uint64_t call, std::string_view body, bool later = false);
  bool flush();

  // [one thread] Blocks for bytes, then calls `each` for every whole frame. False at the end of the stream. A frame's
  // body lives until `each` returns.
  template <class Each>
  bool receive(Each&& each) {
    if (!fill()) return false;
    Frame frame;
    while (next(frame)) each(static_cast<const Frame&>(frame));
    return !broken_;
  }

  // [any] Both ends read end of file from now on.
  void close() noexcept;
  int fd() const noexcept { return fd_; }

 private:
  bool fill();
  bool next(Frame& frame);
  bool write_out(std::unique_lock<std::mutex>& lock);
  bool write_all(std::string_view bytes) noexcept;

  int fd_;
  std::mutex mutex_;
  std::condition_variable drained_;
  std::string waiting_, going_;
  bool writing_ = false, gone_ = false;

  std::vector<char> in_;
  std::size_t begin_ = 0, end_ = 0;
  bool broken_ = false;
};

}  // namespace fairway::plugins
