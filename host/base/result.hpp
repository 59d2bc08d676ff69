// Errors are values whose code is a policy: it says what to do next, not what went wrong. The codes are those of the
// plugin boundary (fairway/abi.h), so that a failure keeps its meaning from the remote system to the dead letter.
#pragma once
#include <chrono>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "fairway/abi.h"

namespace fairway {

struct Failure {
  fw_rc code = FW_E_INTERNAL;
  std::string message;                       // for the admin; never holds a secret or personal data
  std::string pointer{};                     // JSON pointer, or file:line:column, of the place at fault; may be empty
  std::chrono::milliseconds retry_after{0};  // 0: the host decides
};

template <class T>
using Result = tl::expected<T, Failure>;
using Status = Result<void>;

inline tl::unexpected<Failure> fail(fw_rc code, std::string message, std::string pointer = {},
                                    std::chrono::milliseconds retry_after = {}) {
  return tl::unexpected<Failure>(Failure{code, std::move(message), std::move(pointer), retry_after});
}
inline tl::unexpected<Failure> fail(Failure failure) { return tl::unexpected<Failure>(std::move(failure)); }

// The code's name as it stands in logs, events and answers ("THROTTLED"). Static storage.
const char* code_name(fw_rc code) noexcept;

}  // namespace fairway
