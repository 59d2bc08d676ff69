// Emits documents without an idempotency key.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc emit(const fw_call*, const fw_pull_out* out, const wrong::Row& one) override {
    const fw_doc doc{sizeof doc, 0, wrong::view("order/1"), {}, wrong::view(one.document)};
    return out->emit(out, &doc);
  }
};

WRONG_PLUGIN(Wrong);
