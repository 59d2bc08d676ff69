// Refuses to open, as where two C++ runtimes do not get on.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc open() { return FW_E_UNSUPPORTED; }
};

WRONG_PLUGIN(Wrong);
