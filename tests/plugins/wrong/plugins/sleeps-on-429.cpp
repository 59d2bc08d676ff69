// Waits out a 429 by itself and asks again.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc send(const fw_call* call, const wrong::Request& request, wrong::Reply& reply) override {
    const auto* clock = service<fw_host_clock>(FW_HOST_CLOCK);
    for (int tries = 0;; ++tries) {
      const fw_rc rc = Shop::send(call, request, reply);
      if (rc != FW_OK || reply.status != 429 || clock == nullptr || tries == 3) return rc;
      if (const fw_rc slept = clock->sleep_ms(host, call, reply.retry_after_ms); slept != FW_OK) return slept;
    }
  }
};

WRONG_PLUGIN(Wrong);
