// Keeps where it is and whether it runs where all of its instances share it.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  Wrong(const fw_host* h, const wrong::Settings& s) : Shop(h, s) { shared_url = s.url; }
  std::string base_url() const override { return shared_url; }
  fw_rc start(const fw_call* call) override {
    started = true;
    return Shop::start(call);
  }
  fw_rc stop(const fw_call* call) override {
    started = false;
    return Shop::stop(call);
  }
  fw_rc pull(const fw_call* call, const fw_pull_request* request, const fw_pull_out* out) override {
    return started ? Shop::pull(call, request, out) : wrong::fail(call, FW_E_INVALID, "not started");
  }
  static std::string shared_url;
  static bool started;
};
std::string Wrong::shared_url;
bool Wrong::started = false;

WRONG_PLUGIN(Wrong);
