// Keeps memory of each call.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc pull(const fw_call* call, const fw_pull_request* request, const fw_pull_out* out) override {
    wrong::leak();
    return Shop::pull(call, request, out);
  }
  fw_rc decide(const fw_call* call, fw_str schema, const fw_str* questions, std::uint64_t n,
               const fw_decide_out* out) override {
    wrong::leak();
    return Shop::decide(call, schema, questions, n, out);
  }
};

WRONG_PLUGIN(Wrong);
