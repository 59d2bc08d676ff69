#include "find.hpp"

namespace wms_rest {

std::optional<remote::Order> find_by_reference(const Client& client, const fairway::Call& call,
                                               const std::string& reference) {
  const std::string path = "/orders?reference=" + fairway::url_encode(reference);
  std::string cursor;
  do {
    call.check();
    auto response = client.get(call, cursor.empty() ? path : path + "&cursor=" + fairway::url_encode(cursor), "findOrders");
    auto page = expect_success(std::move(response), "findOrders").as<remote::OrderPage>();
    if (!page.items) throw fairway::Error::unavailable("findOrders: an answer without items");
    for (auto& order : *page.items)  // a warehouse may search by more than the whole reference
      if (order.reference == reference) return std::move(order);
    if (page.next == cursor) break;
    cursor = page.next;
  } while (!cursor.empty());
  return std::nullopt;
}

}  // namespace wms_rest
