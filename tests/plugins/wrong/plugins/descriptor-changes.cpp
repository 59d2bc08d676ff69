// Describes itself otherwise each time it is asked.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static const fw_channel_desc* describe(std::uint32_t index) {
    static fw_channel_desc one = wrong::described();
    static std::string version = "1.0.";
    version += '1';
    one.version = wrong::view(version);
    return index == 0 ? &one : nullptr;
  }
};

WRONG_PLUGIN(Wrong);
