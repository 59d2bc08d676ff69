// Keeps a buyer's name in its state.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc emit(const fw_call* call, const fw_pull_out* out, const wrong::Row& one) override {
    if (const auto* state = service<fw_host_state>(FW_HOST_STATE))
      state->put(host, call, wrong::view("buyer"), wrong::view(one.name));
    return Shop::emit(call, out, one);
  }
};

WRONG_PLUGIN(Wrong);
