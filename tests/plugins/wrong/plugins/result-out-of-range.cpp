// Gives a result for a document that it was not given.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc give(const fw_push_out* out, std::uint64_t index, std::uint64_t n, fw_rc rc, std::string_view remote_id) override {
    if (index + 1 == n) Shop::give(out, n, n, rc, remote_id);
    return Shop::give(out, index, n, rc, remote_id);
  }
};

WRONG_PLUGIN(Wrong);
