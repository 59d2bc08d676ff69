// Takes any settings in validate, and crashes over bad ones in create.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc validate(const fw_call*, fw_str, fw_str) { return FW_OK; }
  static fw_rc create(const fw_host* host, const fw_call* call, fw_str id, fw_str config, fw_channel** out, Make make) {
    const fw_rc rc = Shop::create(host, call, id, config, out, make);
    if (rc == FW_E_CONFIG) wrong::crash();
    return rc;
  }
};

WRONG_PLUGIN(Wrong);
