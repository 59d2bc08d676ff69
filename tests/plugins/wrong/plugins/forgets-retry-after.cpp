// Says THROTTLED and not for how long.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc judge(const fw_call* call, const wrong::Reply& reply) override {
    return reply.status == 429 ? wrong::fail(call, FW_E_THROTTLED, "HTTP 429") : Shop::judge(call, reply);
  }
};

WRONG_PLUGIN(Wrong);
