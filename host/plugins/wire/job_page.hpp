// A page shared by host and worker: which call each thread of the worker is in, and which one a fault hit. It outlives
// the worker, costs no system call, and is all that a signal handler has to write to.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "host/base/result.hpp"

namespace fairway::plugins {

constexpr std::size_t kWorkerThreads = 64;  // calls that can run at once in one worker

enum class Fault : std::uint32_t { none = 0, signal, exit };

struct JobPage {
  std::array<std::atomic<std::uint64_t>, kWorkerThreads> running{};  // call in hand of each thread, 0: none
  std::atomic<std::uint64_t> faulted_call{0};                        // 0: no thread with a call
  std::atomic<std::int32_t> signal{0};
  std::atomic<Fault> fault{Fault::none};  // written last
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

// The page as memory of this process, unmapped at its end.
class MappedPage {
 public:
  static Result<std::shared_ptr<MappedPage>> create();       // new, with a descriptor to hand on
  static Result<std::shared_ptr<MappedPage>> adopt(int fd);  // takes the descriptor
  ~MappedPage();
  MappedPage(const MappedPage&) = delete;
  MappedPage& operator=(const MappedPage&) = delete;

  JobPage& operator*() const noexcept { return *page_; }
  JobPage* operator->() const noexcept { return page_; }
  int fd() const noexcept { return fd_; }

 private:
  MappedPage(int fd, JobPage* page) : fd_(fd), page_(page) {}
  int fd_;
  JobPage* page_;
};

}  // namespace fairway::plugins
