// Crashes over an answer that is not what it expects.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc read(const fw_call* call, const wrong::Reply& reply, wrong::Page& page) override {
    const fw_rc rc = Shop::read(call, reply, page);
    if (rc != FW_OK && !reply.body.empty()) wrong::crash();
    return rc;
  }
};

WRONG_PLUGIN(Wrong);
