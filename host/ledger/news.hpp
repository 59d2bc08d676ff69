// What a channel may want to know of its orders beside acknowledgements and parcels: that they were held, released, refused,
// cancelled, dropped, could not be mapped, failed. Of all orders, in the order in which it happened.
#pragma once
#include "host/ledger/order.hpp"

namespace fairway::ledger {

struct News {
  EventRow event;
  std::string account, store, plugin, seller, channel_order_id;  // of its order
};
// After the event of that id, at most `limit`. Costs what it brings, however many events there are.
Result<std::vector<News>> news_after(storage::Transaction&, std::int64_t event_id, std::size_t limit);

}  // namespace fairway::ledger
