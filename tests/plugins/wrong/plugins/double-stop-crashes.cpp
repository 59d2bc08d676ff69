// Crashes where it is stopped twice.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc stop(const fw_call* call) override {
    if (stopped_) wrong::crash();
    stopped_ = true;
    return Shop::stop(call);
  }
  fw_rc start(const fw_call* call) override {
    stopped_ = false;
    return Shop::start(call);
  }

 private:
  bool stopped_ = false;
};

WRONG_PLUGIN(Wrong);
