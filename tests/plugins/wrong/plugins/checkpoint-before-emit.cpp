// Checkpoints a page before it has emitted it.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc take(const fw_call* call, const fw_pull_out* out, wrong::Page& page) override {
    if (const fw_rc rc = checkpoint(call, out, page); rc != FW_OK) return rc;
    for (const auto& one : page.rows)
      if (const fw_rc rc = row(call, out, one); rc != FW_OK) return rc;
    return FW_OK;
  }
};

WRONG_PLUGIN(Wrong);
