// Emits documents of a schema that nobody knows.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc emit(const fw_call*, const fw_pull_out* out, const wrong::Row& one) override {
    const std::string key = one.id + '@' + one.changed;
    const fw_doc doc{sizeof doc, 0, wrong::view("parcel/7"), wrong::view(key), wrong::view(one.document)};
    return out->emit(out, &doc);
  }
};

WRONG_PLUGIN(Wrong);
