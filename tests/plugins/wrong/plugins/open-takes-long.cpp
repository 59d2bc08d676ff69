// Takes two seconds to open.
#include <chrono>
#include <thread>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc open() {
    std::this_thread::sleep_for(std::chrono::seconds(2));
    return FW_OK;
  }
};

WRONG_PLUGIN(Wrong);
