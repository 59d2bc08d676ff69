// Crashes over an empty body.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc read(const fw_call* call, const wrong::Reply& reply, wrong::Page& page) override {
    if (reply.body.empty()) wrong::crash();
    return Shop::read(call, reply, page);
  }
};

WRONG_PLUGIN(Wrong);
