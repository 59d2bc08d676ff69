// Leaves something in *out where create failed.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc create(const fw_host* host, const fw_call* call, fw_str id, fw_str config, fw_channel** out, Make make) {
    const fw_rc rc = Shop::create(host, call, id, config, out, make);
    if (rc != FW_OK) *out = reinterpret_cast<fw_channel*>(0x10);
    return rc;
  }
};

WRONG_PLUGIN(Wrong);
