// Ends each pull at its second page again.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc checkpoint(const fw_call* call, const fw_pull_out* out, const wrong::Page& page) override {
    const fw_rc rc = Shop::checkpoint(call, out, page);
    return rc != FW_OK || page.more ? rc : out->checkpoint(out, wrong::view("1"));
  }
};

WRONG_PLUGIN(Wrong);
