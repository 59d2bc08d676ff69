// Goes on where the host asks it to stop.
#include <chrono>
#include <thread>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc ask(const fw_call* call, const wrong::Request& request, wrong::Reply& reply) override {
    for (;;) {
      const fw_rc rc = Shop::ask(call, request, reply);
      if (rc != FW_E_CANCELLED) return rc;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
};

WRONG_PLUGIN(Wrong);
