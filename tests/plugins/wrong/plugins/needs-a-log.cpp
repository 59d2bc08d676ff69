// Crashes where the host offers no log.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc start(const fw_call* call) override {
    if (service<fw_host_log>(FW_HOST_LOG) == nullptr) wrong::crash();
    return Shop::start(call);
  }
};

WRONG_PLUGIN(Wrong);
