// The content of listings: what a seller says of items, what channels are told of it, and which listings are activated.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

// POST: {"items": [{"sku", "store" or "language", fields…}]}; each item is answered for itself.
Response say_item_content(engine::Engine&, const Request&);
Response show_item_content(engine::Engine&, const Request&);  // all that is said of one item

Response show_listing_content(engine::Engine&, const Request&);  // what would be told of it, and where each value comes from
Response preview_listing_content(engine::Engine&, const Request&);  // the same with what the channel would answer
Response tell_listing_content(engine::Engine&, const Request&);     // POST {"skus"}: all of it again
// POST {"skus"} or {"all": true}. The path's last part: activate, deactivate.
Response activate_listings(engine::Engine&, const Request&);

}  // namespace fairway::api
