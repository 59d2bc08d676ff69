// Needs a symbol that nobody has.
#include "wrong_base.hpp"

extern "C" int nobody_defines_this();

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc start(const fw_call* call) override { return nobody_defines_this() == 0 ? FW_OK : Shop::start(call); }
};

WRONG_PLUGIN(Wrong);
