// Emits orders whose lines are no list.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc emit(const fw_call* call, const fw_pull_out* out, const wrong::Row& one) override {
    wrong::Row other = one;
    other.document = "{\"channel_order_id\": \"" + one.id + "\", \"lines\": {\"sku\": \"A\"}}";
    return Shop::emit(call, out, other);
  }
};

WRONG_PLUGIN(Wrong);
