// What goes wrong in a plugin, and what the host shall do about it.
#pragma once
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "fairway/abi.h"
#include "fairway/json/error.hpp"

namespace fairway {

inline fw_str view(std::string_view text) noexcept { return {text.data(), text.size()}; }
inline std::string_view view(fw_str text) noexcept {
  return text.ptr == nullptr ? std::string_view() : std::string_view(text.ptr, text.len);
}

// The one exception a plugin needs. Its code is the host's next step (abi.h has the table), so choose by what shall happen,
// not by what was seen. It never leaves the plugin: guard() turns it into a code and a fail(). The message is for the admin
// and holds neither secrets nor personal data.
class Error : public std::runtime_error {
 public:
  Error(fw_rc code, const std::string& message, std::string pointer = {}, std::chrono::milliseconds retry_after = {})
      : std::runtime_error(message),
        code_(code < 0 ? code : FW_E_INTERNAL),
        pointer_(std::move(pointer)),
        retry_after_(retry_after) {}

  // The settings cannot work: again every 5 minutes, until they are mended.
  static Error config(const std::string& message, std::string pointer = {}) {
    return {FW_E_CONFIG, message, std::move(pointer)};
  }
  // Credentials were refused: again every 5 minutes, until they are mended.
  static Error auth(const std::string& message) { return {FW_E_AUTH, message}; }
  // The remote, or this plugin, refuses this for good: dead letter; a pushed document: marked as refused.
  static Error rejected(const std::string& message, std::string pointer = {}) {
    return {FW_E_REJECTED, message, std::move(pointer)};
  }
  // Too fast: again after `retry_after` (0: 30 s); not an attempt.
  static Error throttled(const std::string& message, std::chrono::milliseconds retry_after = {}) {
    return {FW_E_THROTTLED, message, {}, retry_after};
  }
  // Network, 5xx, or nobody knows what happened: again, 2 s to 15 min apart, 120 times; then dead letter.
  static Error unavailable(const std::string& message) { return {FW_E_UNAVAILABLE, message}; }
  // Not offered here: dead letter.
  static Error unsupported(const std::string& message) { return {FW_E_UNSUPPORTED, message}; }
  // The host asked to stop: again at once; not an attempt.
  static Error cancelled() { return {FW_E_CANCELLED, "cancelled"}; }

  fw_rc code() const noexcept { return code_; }
  const std::string& pointer() const noexcept { return pointer_; }  // into settings or document, may be empty
  std::chrono::milliseconds retry_after() const noexcept { return retry_after_; }

  // Borrows from this object.
  fw_error raw() const noexcept { return {sizeof(fw_error), code_, view(what()), view(pointer_), retry_after_.count()}; }

 private:
  fw_rc code_;
  std::string pointer_;
  std::chrono::milliseconds retry_after_;
};

// For answers of the host's functions: anything but OK is thrown on. A positive value is reserved and counts as a bug.
inline void expect_ok(fw_rc rc, const char* what) {
  if (rc == FW_OK) return;
  if (rc == FW_E_CANCELLED) throw Error::cancelled();
  throw Error(rc, what);
}

// The exception in flight as an Error; to be called inside a catch block only.
inline Error current_error() noexcept {
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const JsonError& error) {  // an answer that is not what the remote promised: a proxy's page, a half body
    return Error(FW_E_UNAVAILABLE, "unexpected JSON: " + error.message, error.pointer);
  } catch (const std::exception& error) { return Error(FW_E_INTERNAL, error.what()); } catch (...) {
    return Error(FW_E_INTERNAL, "an exception that is no std::exception");
  }
}

}  // namespace fairway
