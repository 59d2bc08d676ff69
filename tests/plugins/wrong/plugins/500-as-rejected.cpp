// Takes a server's bad moment for a refusal for good.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc judge(const fw_call* call, const wrong::Reply& reply) override {
    return reply.status >= 500 ? wrong::fail(call, FW_E_REJECTED, "HTTP 500") : Shop::judge(call, reply);
  }
};

WRONG_PLUGIN(Wrong);
