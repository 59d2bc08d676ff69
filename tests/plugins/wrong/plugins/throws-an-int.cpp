// Lets something cross the boundary that is no std::exception.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  // A table of its own, without a guard.
  static fw_rc pull_unguarded(fw_channel* channel, const fw_call* call, const fw_pull_request* request,
                              const fw_pull_out* out) {
    const fw_rc rc = wrong::self(channel).pull(call, request, out);
    if (rc != FW_OK && rc != FW_E_CANCELLED) throw 42;
    return rc;
  }
  const void* table(const char* id) override {
    static constexpr fw_channel_pull kPull{&pull_unguarded};
    return std::strcmp(id, FW_CHANNEL_PULL) == 0 ? &kPull : Shop::table(id);
  }
};

WRONG_PLUGIN(Wrong);
