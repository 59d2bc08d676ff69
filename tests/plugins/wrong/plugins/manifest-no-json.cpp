// Gives a manifest that is no JSON.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static const fw_channel_desc* describe(std::uint32_t index) {
    static const fw_channel_desc one = [] {
      auto desc = wrong::described();
      desc.manifest = wrong::view("{\"roles\": [\"store\"");
      return desc;
    }();
    return index == 0 ? &one : nullptr;
  }
};

WRONG_PLUGIN(Wrong);
