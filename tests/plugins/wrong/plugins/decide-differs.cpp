// Answers the same question otherwise each time.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  std::string answer(const fw_call* call, std::string_view question) override {
    if (Shop::answer(call, question).empty()) return {};
    return "{\"service\": \"GROUND\", \"rule\": \"/rules/" + std::to_string(++asked_) + "\"}";
  }

 private:
  int asked_ = 0;
};

WRONG_PLUGIN(Wrong);
