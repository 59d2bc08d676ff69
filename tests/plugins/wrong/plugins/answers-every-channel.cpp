// Makes its channel whatever id it is asked for.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc validate(const fw_call* call, fw_str, fw_str config) {
    return Shop::validate(call, wrong::described().id, config);
  }
  static fw_rc create(const fw_host* host, const fw_call* call, fw_str, fw_str config, fw_channel** out, Make make) {
    return Shop::create(host, call, wrong::described().id, config, out, make);
  }
};

WRONG_PLUGIN(Wrong);
