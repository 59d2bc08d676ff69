// Gives no result for the last document.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc give(const fw_push_out* out, std::uint64_t index, std::uint64_t n, fw_rc rc, std::string_view remote_id) override {
    return index + 1 == n ? FW_OK : Shop::give(out, index, n, rc, remote_id);
  }
};

WRONG_PLUGIN(Wrong);
