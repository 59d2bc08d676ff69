#include "host/sandbox/models.hpp"

namespace fairway::sandbox {

Result<std::unique_ptr<Models>> Models::load(const std::string& folder) {
  return fail(FW_E_UNSUPPORTED, fmt::format("models of {} are not read yet", folder));
}

}  // namespace fairway::sandbox
