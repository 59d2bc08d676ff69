// Puts the header with its secret into what it says of a failure.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc judge(const fw_call* call, const wrong::Reply& reply) override {
    if (reply.status == 401 || reply.status == 403)
      return wrong::fail(call, FW_E_AUTH, "refused: Bearer {{secret:" + settings.key + "}}");
    return Shop::judge(call, reply);
  }
};

WRONG_PLUGIN(Wrong);
