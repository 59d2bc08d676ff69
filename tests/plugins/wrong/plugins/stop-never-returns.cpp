// Never returns from stop.
#include <chrono>
#include <thread>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc stop(const fw_call* call) override {
    while (running) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return Shop::stop(call);
  }
};

WRONG_PLUGIN(Wrong);
