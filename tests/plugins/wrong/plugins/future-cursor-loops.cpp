// Asks for ever where its cursor is ahead of the remote.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc pull(const fw_call* call, const fw_pull_request* request, const fw_pull_out* out) override {
    const std::string cursor(wrong::view(request->cursor));
    if (cursor.size() < 4) return Shop::pull(call, request, out);
    for (;;) {  // until the remote has caught up
      wrong::Reply reply;
      wrong::Page page;
      send(call, {"GET", "/orders?after=" + cursor, {}, {}}, reply);
      if (Shop::read(call, reply, page) == FW_OK && page.cursor == cursor && !page.more && !page.rows.empty())
        return take(call, out, page);
    }
  }
};

WRONG_PLUGIN(Wrong);
