// Makes the key of an order of its buyer's name.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc emit(const fw_call*, const fw_pull_out* out, const wrong::Row& one) override {
    const std::string key = one.id + '@' + one.name;
    const fw_doc doc{sizeof doc, 0, wrong::view("order/1"), wrong::view(key), wrong::view(one.document)};
    return out->emit(out, &doc);
  }
};

WRONG_PLUGIN(Wrong);
