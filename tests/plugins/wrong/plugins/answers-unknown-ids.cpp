// Answers an id that only begins like a known one.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  const void* table(const char* id) override {
    return std::strncmp(id, FW_CHANNEL_PULL, std::strlen("fairway.channel.pull")) == 0 ? Shop::table(FW_CHANNEL_PULL)
                                                                                       : Shop::table(id);
  }
  static const void* query(const char* id, const fw_channel_factory* factory) {
    return std::strncmp(id, FW_CHANNEL_FACTORY, std::strlen(FW_CHANNEL_FACTORY)) == 0 ? factory : nullptr;
  }
};

WRONG_PLUGIN(Wrong);
