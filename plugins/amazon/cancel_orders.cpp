// Cancellations by the seller. Amazon has no operation for orders that the seller ships: a feed says for each item why.
#include "ack_feed.hpp"
#include "amazon.hpp"
#include "pending_feeds.hpp"

namespace amazon {

// What is cancelled already Amazon refuses to cancel, and shows as cancelled: so a try that may have been taken is simply made
// again, and the order that is read tells.
void Amazon::cancel_orders(const fairway::Call& call, std::span<const fairway::Item<fairway::OrderCancellation>> items,
                           fairway::Results& results) {
  std::vector<fairway::Item<fairway::OrderCancellation>> sent;
  for (const auto& item : items) {
    if (cancel_reason(item.document.reason.value).empty())
      results.failed(item, fairway::Error::rejected("Amazon has no such reason: " + std::string(item.document.reason.text()),
                                                    "/reason"));
    else sent.push_back(item);
  }
  if (sent.empty()) return;
  const auto feed = send_feed(host(), client_, settings(), call, kAckFeed, cancel_feed(settings().seller_id, sent));
  std::vector<std::string> orders;
  for (const auto& item : sent) orders.push_back(item.document.channel_order_id);
  PendingFeeds(host(), call, kCancelFeeds).add(feed, orders);
  for (const auto& item : sent) results.accepted(item, feed);
}

}  // namespace amazon
