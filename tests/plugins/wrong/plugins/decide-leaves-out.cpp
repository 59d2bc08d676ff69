// Leaves the last question unanswered.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc decide(const fw_call* call, fw_str schema, const fw_str* questions, std::uint64_t n,
               const fw_decide_out* out) override {
    return Shop::decide(call, schema, questions, n == 0 ? 0 : n - 1, out);
  }
};

WRONG_PLUGIN(Wrong);
