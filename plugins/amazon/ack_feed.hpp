// The feed with which Amazon is told our order ids, and what we cancel: POST_ORDER_ACKNOWLEDGEMENT_DATA, and the report that
// comes back. Amazon has no endpoint for either. Pure text in and out.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feed.hpp"

namespace amazon {

inline constexpr FeedKind kAckFeed{"POST_ORDER_ACKNOWLEDGEMENT_DATA", "text/xml; charset=UTF-8"};

// Message n (from 1) is orders[n - 1].
std::string ack_feed(const std::string& seller_id, std::span<const fairway::Item<fairway::OrderAck>> orders);

// The same of orders that are given up: each of their lines with the reason. A line is given up whole.
std::string cancel_feed(const std::string& seller_id, std::span<const fairway::Item<fairway::OrderCancellation>> orders);
// Amazon's word; empty: it has none.
std::string_view cancel_reason(fairway::CancelReason reason);

// Text as it may stand in an element. Characters that XML 1.0 cannot hold are left out.
std::string xml_text(std::string_view text);

struct FeedResult {
  std::string message_id, code, message_code, description, order_id;  // code: Error, Warning
};
struct FeedReport {
  std::string processed, successful, with_error, with_warning;  // counts, as written
  std::vector<FeedResult> results;
};
// Reads what it finds; a report in an unknown form is an empty one.
FeedReport read_report(std::string_view xml);

}  // namespace amazon
