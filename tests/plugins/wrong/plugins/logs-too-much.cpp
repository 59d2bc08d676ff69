// Logs hundreds of lines for a page.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc take(const fw_call* call, const fw_pull_out* out, wrong::Page& page) override {
    for (int i = 0; i < 1000; ++i) log("taking a page, step " + std::to_string(i));
    return Shop::take(call, out, page);
  }
};

WRONG_PLUGIN(Wrong);
