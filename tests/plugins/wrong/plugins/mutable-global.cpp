// Has a cache that all instances write.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc start(const fw_call* call) override {
    cache[settings.url.size() % sizeof cache] = 1;
    return Shop::start(call);
  }
  static char cache[256 * 1024];
};
char Wrong::cache[256 * 1024];

WRONG_PLUGIN(Wrong);
