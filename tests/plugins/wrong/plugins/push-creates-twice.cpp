// Creates again what may have been created, without its key.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc ship(const fw_call* call, const fw_push_item& item, std::string& remote_id) override {
    fw_push_item once = item;
    once.flags = 0;
    return Shop::ship(call, once, remote_id);
  }
  fw_rc send(const fw_call* call, const wrong::Request& request, wrong::Reply& reply) override {
    wrong::Request other = request;
    other.idempotency_key.clear();
    if (request.path == "/shipments") other.body = "{\"tracking\": \"" + std::to_string(++sent_) + "\"}";
    return Shop::send(call, other, reply);
  }

 private:
  int sent_ = 0;
};

WRONG_PLUGIN(Wrong);
