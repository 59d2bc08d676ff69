// Leaves a thread behind that it started in start.
#include <chrono>
#include <thread>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc start(const fw_call* call) override {
    std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
    return Shop::start(call);
  }
};

WRONG_PLUGIN(Wrong);
