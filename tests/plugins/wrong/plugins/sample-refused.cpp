// Refuses the settings of its own sample.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc validate(const fw_call* call, fw_str, fw_str) {
    return wrong::fail(call, FW_E_CONFIG, "no shop answers to that", "/url");
  }
};

WRONG_PLUGIN(Wrong);
