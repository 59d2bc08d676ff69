// Listings whose images a person wants from the channel anew, and what became of it.
#pragma once
#include "host/ledger/listing.hpp"

namespace fairway::ledger {

// Which of a store's listings are meant; nothing said: all that are live.
struct ListingFilter {
  std::string state, product_id, fulfilled_by;
};
// Their ids, in order of arrival behind the id `after`.
Result<std::vector<std::int64_t>> listings_that_fit(storage::Transaction&, std::int64_t store_id,
                                                    const ListingFilter& filter, std::int64_t after, std::int64_t limit);

struct ImageAsk {
  std::int64_t listing_id = 0, store_id = 0;
  std::string asked_by;
  Instant asked_at;
  std::optional<Instant> ended_at;
  std::int64_t images = 0;  // how many came
  std::string error;        // why none did
};
// In place of what was asked before.
Status ask_for_images(storage::Transaction&, std::int64_t store_id, const std::vector<std::int64_t>& listings,
                      const std::string& asked_by, Instant now);
// Those that have not ended.
Result<std::vector<ImageAsk>> images_due(storage::Transaction&, std::int64_t store_id, std::int64_t limit);
Result<std::optional<ImageAsk>> images_asked(storage::Transaction&, std::int64_t listing);
Status end_asks(storage::Transaction&, const std::vector<ImageAsk>& ended);

// Of a listing and of its item, in place of what they had.
struct NewImages {
  std::int64_t listing_id = 0, item_id = 0;
  std::vector<std::string> images;
};
Status set_images(storage::Transaction&, const std::vector<NewImages>& all);

}  // namespace fairway::ledger
