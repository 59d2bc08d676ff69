// Takes a 429 for the end of the pull and says that all is well.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc pull(const fw_call* call, const fw_pull_request* request, const fw_pull_out* out) override {
    const fw_rc rc = Shop::pull(call, request, out);
    return rc == FW_E_THROTTLED ? FW_OK : rc;
  }
};

WRONG_PLUGIN(Wrong);
