// Crashes where it is destroyed without having been started.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc start(const fw_call* call) override {
    session_ = "open";
    return Shop::start(call);
  }
  ~Wrong() override {
    if (session_ == nullptr) wrong::crash();
  }

 private:
  const char* session_ = nullptr;
};

WRONG_PLUGIN(Wrong);
