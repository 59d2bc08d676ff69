// Asks the remote before it answers.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  std::string answer(const fw_call* call, std::string_view question) override {
    wrong::Reply reply;
    send(call, {"GET", "/me", {}, {}}, reply);
    return Shop::answer(call, question);
  }
};

WRONG_PLUGIN(Wrong);
