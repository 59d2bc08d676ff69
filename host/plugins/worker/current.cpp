#include "host/plugins/worker/current.hpp"

namespace fairway::plugins {
namespace {
thread_local const Call* call_of_thread = nullptr;
}

const Call* current_call() noexcept { return call_of_thread; }
CurrentCall::CurrentCall(const Call& call) noexcept { call_of_thread = &call; }
CurrentCall::~CurrentCall() { call_of_thread = nullptr; }

}  // namespace fairway::plugins
