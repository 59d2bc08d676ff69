// Logs a buyer's name.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc emit(const fw_call* call, const fw_pull_out* out, const wrong::Row& one) override {
    log("an order of " + one.name);
    return Shop::emit(call, out, one);
  }
};

WRONG_PLUGIN(Wrong);
