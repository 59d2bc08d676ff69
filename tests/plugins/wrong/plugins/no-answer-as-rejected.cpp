// Takes a connection that broke for a refusal for good.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc send(const fw_call* call, const wrong::Request& request, wrong::Reply& reply) override {
    const fw_rc rc = Shop::send(call, request, reply);
    return rc == FW_E_UNAVAILABLE ? wrong::fail(call, FW_E_REJECTED, "no answer") : rc;
  }
};

WRONG_PLUGIN(Wrong);
