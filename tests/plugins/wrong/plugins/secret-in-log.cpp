// Logs the headers of its requests.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc send(const fw_call* call, const wrong::Request& request, wrong::Reply& reply) override {
    log("GET " + request.path + " authorization: Bearer {{secret:" + settings.key + "}}");
    return Shop::send(call, request, reply);
  }
};

WRONG_PLUGIN(Wrong);
