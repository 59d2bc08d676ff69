// The call that this thread is in, for what the ABI hands no call to: a log line's trace.
#pragma once

namespace fairway::plugins {

class Call;

const Call* current_call() noexcept;

class CurrentCall {
 public:
  explicit CurrentCall(const Call& call) noexcept;
  ~CurrentCall();
  CurrentCall(const CurrentCall&) = delete;
  CurrentCall& operator=(const CurrentCall&) = delete;
};

}  // namespace fairway::plugins
