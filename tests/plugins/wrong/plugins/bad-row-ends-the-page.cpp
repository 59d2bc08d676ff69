// Lets one row that it cannot read end the whole pull.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc row(const fw_call* call, const fw_pull_out* out, const wrong::Row& one) override {
    return one.document.empty() ? wrong::fail(call, FW_E_REJECTED, "a row that cannot be read") : Shop::row(call, out, one);
  }
};

WRONG_PLUGIN(Wrong);
