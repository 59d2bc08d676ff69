// A person wants images of listings from the channel anew. INVALID: no such thing; REJECTED with the reason: not now.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/verbs.hpp"
#include "host/ledger/listing_images.hpp"

namespace fairway::flows {

struct ImageWish {
  std::string account, store;
  std::vector<std::string> skus;  // none: those that `filter` finds
  ledger::ListingFilter filter;
};
struct ImagesAsked {
  std::int64_t asked = 0;
  std::vector<std::string> unknown;  // of the SKUs those that the store does not list
};
// They take the place of those that the listings and their items have, soon. Nothing at the channel changes.
Result<ImagesAsked> ask_for_images(Context&, const ImageWish&, const Person&);

}  // namespace fairway::flows
