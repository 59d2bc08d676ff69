// Carries 80 MB of data along.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc start(const fw_call* call) override { return ballast[settings.url.size()] == 1 ? FW_E_INTERNAL : Shop::start(call); }
  static const char ballast[80'000'000];
};
const char Wrong::ballast[80'000'000] = {2};

WRONG_PLUGIN(Wrong);
