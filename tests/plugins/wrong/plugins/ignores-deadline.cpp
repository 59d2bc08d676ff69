// Goes on after the time of its call is over.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc ask(const fw_call* call, const wrong::Request& request, wrong::Reply& reply) override {
    if (call->cancelled(call) != 0) return wrong::fail(call, FW_E_CANCELLED, "cancelled");
    fw_rc rc = FW_OK;
    do {
      rc = send(call, request, reply);
      if (rc == FW_OK) rc = judge(call, reply);
    } while (rc == FW_E_UNAVAILABLE && wait(call) == FW_OK);  // until the shop is back
    return rc;
  }
  fw_rc wait(const fw_call* call) const {
    const auto* clock = service<fw_host_clock>(FW_HOST_CLOCK);
    return clock == nullptr ? FW_E_UNAVAILABLE : clock->sleep_ms(host, call, 60'000);
  }
};

WRONG_PLUGIN(Wrong);
