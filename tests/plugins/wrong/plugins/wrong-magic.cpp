// Begins with another magic number.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static constexpr std::uint32_t kMagic = 0x12345678u;
};

WRONG_PLUGIN(Wrong);
