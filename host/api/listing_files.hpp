// …/stores/{store}/listing-files: files of listings on their way in, a piece at a time; and images that are wanted anew.
#pragma once
#include "host/api/route.hpp"
#include "host/ledger/listing_images.hpp"

namespace fairway::api {

Response hand_in_listing_file(engine::Engine&, const Request&);    // a new one
Response show_listing_file(engine::Engine&, const Request&);       // how long it is by now
Response append_to_listing_file(engine::Engine&, const Request&);  // a piece, at its offset

Response refresh_listing_images(engine::Engine&, const Request&);
Response list_listing_images(engine::Engine&, const Request&);  // what became of them
// The member "filter" of a body.
ledger::ListingFilter listing_filter_of(const json::value& filter);
// The last of a listing, into what is shown of it.
Status add_images_asked(storage::Transaction& tx, std::int64_t listing, json::object& shown);

}  // namespace fairway::api
