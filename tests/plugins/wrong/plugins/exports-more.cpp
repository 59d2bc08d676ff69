// Exports a second symbol, which may clash with that of another plugin.
#include "wrong_base.hpp"

extern "C" FW_EXPORT int shop_version() { return 1; }

struct Wrong final : wrong::Shop {
  using Shop::Shop;
};

WRONG_PLUGIN(Wrong);
