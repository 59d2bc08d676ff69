// Is built for another major version of the ABI.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static constexpr std::uint32_t kMajor = 9;
};

WRONG_PLUGIN(Wrong);
