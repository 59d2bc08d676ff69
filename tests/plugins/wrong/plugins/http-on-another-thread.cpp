// Makes its requests on a thread that is not the call's.
#include <thread>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc send(const fw_call* call, const wrong::Request& request, wrong::Reply& reply) override {
    fw_rc rc = FW_OK;
    std::thread([&] { rc = Shop::send(call, request, reply); }).join();
    return rc;
  }
};

WRONG_PLUGIN(Wrong);
