// Emits into a pull that has returned.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc emit(const fw_call* call, const fw_pull_out* out, const wrong::Row& one) override {
    late_ = out;
    last_ = one;
    return Shop::emit(call, out, one);
  }
  fw_rc stop(const fw_call* call) override {
    if (late_ != nullptr) Shop::emit(call, late_, last_);
    late_ = nullptr;
    return Shop::stop(call);
  }

 private:
  const fw_pull_out* late_ = nullptr;
  wrong::Row last_;
};

WRONG_PLUGIN(Wrong);
