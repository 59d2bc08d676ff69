// When a plugin crashes the worker: which call did it. Handlers write the call of the faulting thread to the job page and
// let the signal take its course.
#pragma once
#include <atomic>
#include <cstdint>

#include "host/plugins/wire/job_page.hpp"

namespace fairway::plugins {

// For a worker process, once, before any plugin code runs: SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, exit() and
// std::terminate write to `page`, which is kept as long as the process.
void install_fault_handlers(std::shared_ptr<MappedPage> page);

// Names this thread's place in the page and gives it a stack of its own for signal handlers. One on each thread that runs
// plugin code; the thread leaves at the end of its life.
class FaultMark {
 public:
  explicit FaultMark(std::atomic<std::uint64_t>& place);
  ~FaultMark();
  FaultMark(const FaultMark&) = delete;
  FaultMark& operator=(const FaultMark&) = delete;

  void enter(std::uint64_t call) noexcept { place_.store(call, std::memory_order_release); }
  void leave() noexcept { place_.store(0, std::memory_order_release); }

 private:
  std::atomic<std::uint64_t>& place_;
  void* stack_;
};

}  // namespace fairway::plugins
