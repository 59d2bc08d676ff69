// Starts a thread in open, before any channel exists.
#include <chrono>
#include <thread>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc open() {
    std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
    return FW_OK;
  }
};

WRONG_PLUGIN(Wrong);
