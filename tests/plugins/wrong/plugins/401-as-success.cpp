// Takes an answer that refuses its credentials for an empty page.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc pull(const fw_call* call, const fw_pull_request* request, const fw_pull_out* out) override {
    const fw_rc rc = Shop::pull(call, request, out);
    return rc == FW_E_AUTH ? FW_OK : rc;
  }
};

WRONG_PLUGIN(Wrong);
