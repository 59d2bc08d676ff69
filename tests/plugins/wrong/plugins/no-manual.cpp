// Says nowhere where its manual is.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static const fw_channel_desc* describe(std::uint32_t index) {
    static const fw_channel_desc one = [] {
      auto desc = wrong::described();
      desc.manual_url = wrong::view("");
      return desc;
    }();
    return index == 0 ? &one : nullptr;
  }
};

WRONG_PLUGIN(Wrong);
