// Finds something only in every other validate.
#include <atomic>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc validate(const fw_call* call, fw_str id, fw_str config) {
    static std::atomic<int> calls{0};
    return calls++ % 2 == 0 ? Shop::validate(call, id, config) : FW_OK;
  }
};

WRONG_PLUGIN(Wrong);
