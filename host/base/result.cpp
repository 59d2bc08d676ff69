#include "host/base/result.hpp"

namespace fairway {

const char* code_name(fw_rc code) noexcept {
  switch (code) {
    case FW_OK: return "OK";
    case FW_E_INVALID: return "INVALID";
    case FW_E_CONFIG: return "CONFIG";
    case FW_E_UNSUPPORTED: return "UNSUPPORTED";
    case FW_E_AUTH: return "AUTH";
    case FW_E_REJECTED: return "REJECTED";
    case FW_E_THROTTLED: return "THROTTLED";
    case FW_E_UNAVAILABLE: return "UNAVAILABLE";
    case FW_E_CANCELLED: return "CANCELLED";
    default: return "INTERNAL";
  }
}

}  // namespace fairway
