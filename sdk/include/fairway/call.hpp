// The call in hand, and the guard around every function that the host calls.
#pragma once
#include <chrono>
#include <string_view>

#include "fairway/error.hpp"

namespace fairway {

// Valid until the plugin's function returns. Any thread.
class Call {
 public:
  explicit Call(const fw_call* raw) noexcept : raw_(raw) {}

  bool cancelled() const noexcept { return raw_->cancelled(raw_) != 0; }
  // To be called in every loop: throws Error::cancelled() once the host asks to stop.
  void check() const {
    if (cancelled()) throw Error::cancelled();
  }
  // Time left until the deadline; may be negative.
  std::chrono::milliseconds remaining() const noexcept { return std::chrono::milliseconds(raw_->remaining_ms(raw_)); }
  // Stands in every log line of the call; send it along where a remote takes one.
  std::string_view trace_id() const noexcept { return view(raw_->trace_id(raw_)); }
  // Notes an error without ending the call.
  void note(const Error& error) const noexcept {
    const fw_error raw = error.raw();
    raw_->fail(raw_, &raw);
  }
  const fw_call* raw() const noexcept { return raw_; }

 private:
  const fw_call* raw_;
};

// Runs `body(call)`; whatever it throws becomes the code returned and one fail(). Nothing crosses the boundary.
template <class F>
fw_rc guard(const fw_call* raw, F&& body) noexcept {
  const Call call(raw);
  try {
    body(call);
    return FW_OK;
  } catch (...) {
    const Error error = current_error();
    call.note(error);
    return error.code();
  }
}

}  // namespace fairway
