// Says that settings are wrong, and not where.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc validate(const fw_call* call, fw_str id, fw_str config) {
    fw_call quiet = *call;
    quiet.fail = [](const fw_call*, const fw_error*) {};
    const fw_rc rc = Shop::validate(&quiet, id, config);
    return rc == FW_OK ? rc : wrong::fail(call, rc, "the settings are wrong");
  }
};

WRONG_PLUGIN(Wrong);
