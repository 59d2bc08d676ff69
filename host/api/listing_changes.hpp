// What a person wants of listings at the channel, and what the channel says of them.
#pragma once
#include "fairway/documents/listing_change.hpp"
#include "host/api/route.hpp"
#include "host/storage/database.hpp"

namespace fairway::api {

// POST: {"verb", "items": [{"sku", …}], "dry_run"}; each item is answered for itself.
Response change_listings(engine::Engine&, const Request&);
Response list_listing_changes(engine::Engine&, const Request&);  // new to old

// What a channel finds wrong, as every answer shows it.
json::array listing_issues_json(const std::vector<ListingIssue>& issues);

// Of one listing: its last changes, the channel's issues with causes and remedies, and what it showed last. Added to `shown`.
Status add_channel_side(storage::Transaction& tx, std::int64_t listing, json::object& shown);

}  // namespace fairway::api
