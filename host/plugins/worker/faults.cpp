#include "host/plugins/worker/faults.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <typeinfo>

namespace fairway::plugins {
namespace {

constexpr std::array<int, 5> kSignals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::size_t kHandlerStack = 64u << 10;  // sanitizers' own handlers run on it too

// A signal handler is given nothing but globals: the page of this process and the place of this thread.
JobPage* page_of_process = nullptr;
std::array<struct sigaction, 65> before;
thread_local std::atomic<std::uint64_t>* place_of_thread = nullptr;

void record(Fault fault, int signal) noexcept {
  auto none = Fault::none;
  if (!page_of_process || page_of_process->fault.load() != none) return;  // the first fault is the cause
  page_of_process->faulted_call.store(place_of_thread ? place_of_thread->load() : 0);
  page_of_process->signal.store(signal);
  page_of_process->fault.store(fault);
}

void on_signal(int signal, siginfo_t* info, void*) {
  record(Fault::signal, signal);
  ::sigaction(signal, &before[static_cast<std::size_t>(signal)], nullptr);
  // A fault comes again on return and meets the handler that stood here before; one that was sent does not.
  if (info->si_code <= 0) ::raise(signal);
}

void on_exit() { record(Fault::exit, 0); }

[[noreturn]] void on_terminate() {
  if (const auto current = std::current_exception()) {
    try {
      std::rethrow_exception(current);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "terminate: %s: %s\n", typeid(error).name(), error.what());
    } catch (...) { std::fprintf(stderr, "terminate: an exception that is no std::exception\n"); }
  }
  std::abort();
}

}  // namespace

void install_fault_handlers(std::shared_ptr<MappedPage> page) {
  static const auto* const kept =
      new std::shared_ptr<MappedPage>(std::move(page));  // exit handlers run after all destructors
  page_of_process = &***kept;
  struct sigaction action {};
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  ::sigemptyset(&action.sa_mask);
  for (const int signal : kSignals) ::sigaction(signal, &action, &before[static_cast<std::size_t>(signal)]);
  std::atexit(on_exit);
  std::set_terminate(on_terminate);
}

FaultMark::FaultMark(std::atomic<std::uint64_t>& place) : place_(place) {
  place_of_thread = &place;
  stack_ = ::mmap(nullptr, kHandlerStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack_ == MAP_FAILED) {
    stack_ = nullptr;
    return;
  }
  stack_t stack{};
  stack.ss_sp = stack_;
  stack.ss_size = kHandlerStack;
  ::sigaltstack(&stack, nullptr);
}

FaultMark::~FaultMark() {
  place_of_thread = nullptr;
  leave();
  if (!stack_) return;
  stack_t off{};
  off.ss_flags = SS_DISABLE;
  ::sigaltstack(&off, nullptr);
  ::munmap(stack_, kHandlerStack);
}

}  // namespace fairway::plugins
