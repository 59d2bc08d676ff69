// Acknowledgements: orders get our numbers, by feed.
#include "ack_feed.hpp"
#include "amazon.hpp"
#include "pending_feeds.hpp"

namespace amazon {

// To acknowledge an order twice does no harm, so a try that may have been taken is simply made again.
void Amazon::acknowledge(const fairway::Call& call, std::span<const fairway::Item<fairway::OrderAck>> items,
                         fairway::Results& results) {
  const auto feed = send_feed(host(), client_, settings(), call, kAckFeed, ack_feed(settings().seller_id, items));
  std::vector<std::string> orders;
  for (const auto& item : items) orders.push_back(item.document.channel_order_id);
  PendingFeeds(host(), call, kAckFeeds).add(feed, orders);
  for (const auto& item : items) results.accepted(item, feed);
}

}  // namespace amazon
