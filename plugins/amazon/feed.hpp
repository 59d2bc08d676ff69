// One feed on its way to Amazon (Feeds 2021-06-30).
#pragma once
#include <string>

#include "client.hpp"

namespace amazon {

// createFeedDocument, upload, createFeed; the feed's id. Until it returns nothing is taken.
std::string send_order_feed(const fairway::Host&, const Client&, const Settings&, const fairway::Call&, std::string xml);

}  // namespace amazon
