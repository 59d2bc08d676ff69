// Keeps a pointer into a document that it was pushed.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc ship(const fw_call* call, const fw_push_item& item, std::string& remote_id) override {
    if (last_.len > 0) text = wrong::view(last_);  // what came before this one
    const fw_rc rc = Shop::ship(call, item, remote_id);
    last_ = item.doc->key;
    return rc;
  }
  fw_rc stop(const fw_call* call) override {
    if (last_.len > 0) text = wrong::view(last_);
    return Shop::stop(call);
  }

 private:
  fw_str last_{};
};

WRONG_PLUGIN(Wrong);
