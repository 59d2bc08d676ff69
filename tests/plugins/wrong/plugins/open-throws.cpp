// Throws out of open.
#include <stdexcept>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static fw_rc open() { throw std::runtime_error("no"); }
};

WRONG_PLUGIN(Wrong);
