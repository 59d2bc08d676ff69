// Keeps a buyer's name in its cursor.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  std::string cursor_of(fw_str cursor) override {
    const auto all = wrong::view(cursor);
    return std::string(all.substr(0, all.find(';')));
  }
  fw_rc checkpoint(const fw_call* call, const fw_pull_out* out, const wrong::Page& page) override {
    wrong::Page other = page;
    if (!page.rows.empty()) other.cursor += ';' + page.rows.front().name;
    return Shop::checkpoint(call, out, other);
  }
};

WRONG_PLUGIN(Wrong);
