// Names a document in its manifest that no SDK knows.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  static const fw_channel_desc* describe(std::uint32_t index) {
    static const fw_channel_desc one = [] {
      auto desc = wrong::described();
      desc.manifest = wrong::view(
          R"({"roles": ["store"], "streams": [{"name": "orders", "documents": ["parcel/7"], "lane": "orders"}]})");
      return desc;
    }();
    return index == 0 ? &one : nullptr;
  }
};

WRONG_PLUGIN(Wrong);
