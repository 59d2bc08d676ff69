// Gives two results for one document.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc give(const fw_push_out* out, std::uint64_t index, std::uint64_t n, fw_rc rc, std::string_view remote_id) override {
    Shop::give(out, index, n, rc, remote_id);
    if (index == 0) Shop::give(out, index, n, rc, remote_id);
    return FW_OK;
  }
};

WRONG_PLUGIN(Wrong);
