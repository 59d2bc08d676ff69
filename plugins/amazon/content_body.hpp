// Content as Listings Items 2021-08-01 wants it, held against the definition of the product type (LST-13).
#pragma once
#include <map>
#include <string>
#include <vector>

#include "definition.hpp"
#include "listing_body.hpp"
#include "marketplaces.hpp"
#include "remote/listings.hpp"

namespace amazon {

using Attributes = std::map<std::string, fairway::RawJson>;  // of a listing, as Amazon shows them

struct ContentBody {
  std::vector<remote::ItemIssue> faults;  // why nothing of it is sent, an attribute each
  // What the listing lacks by the definition. Which of it an existing product must have Amazon alone knows, so it is sent.
  std::vector<remote::ItemIssue> warnings;
  std::vector<PatchPiece> patches;  // what differs from what the listing has
};
// `definition` null: nothing is held against one.
ContentBody content_patch(const fairway::ListingChange& change, const MarketplaceName& name, const Definition* definition,
                          const Attributes& has);

// Attributes that contents never name: images go as such, offers and families are told otherwise.
bool is_content(std::string_view attribute);

}  // namespace amazon
