// What a person says of items and does with the content of listings (LST-13, ACC-11). INVALID: no such store or listing.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/listings/content_rules.hpp"
#include "host/flows/verbs.hpp"
#include "host/ledger/listing_images.hpp"

namespace fairway::flows {

inline constexpr std::size_t kContentsAtOnce = 1000;

// What is said of one item of the catalogue. A field replaces what was said of it before in the same place; one without values
// is no longer said. `family` and `parent` are the item's own, whatever the store.
struct ContentSaid {
  std::string sku;       // the catalogue's
  std::string store;     // nickname; empty: no store of its own
  std::string language;  // ISO 639-1, for the stores in that language; not beside a store
  ledger::ContentFields fields;
  std::optional<std::string> family;  // the SKU of its parent; empty text: none
  std::optional<bool> parent;
};
struct ContentKept {
  std::string sku;
  std::string refused;       // why nothing of it was kept; empty: all was
  std::size_t listings = 0;  // of the item, live, in stores whose content is on
};
// One transaction; each item stands for itself. What channels must be told of it is told soon.
Result<std::vector<ContentKept>> say_contents(Context&, const std::string& account, const std::vector<ContentSaid>&,
                                              const Person&);

// The content of one listing: what would be told now, all of it, and what differs from what was told.
struct ContentView {
  WantedContent wanted;
  std::string untold;                       // why nothing is told now; empty: it is
  std::map<std::string, std::string> told;  // parts, by their hashes
  std::string preview;                      // where it was asked for: valid, invalid, unchecked
  std::vector<ListingIssue> issues;         // that the preview raised
};
// `preview`: the channel is asked what it would answer to all of it, while a person waits; nothing is changed.
Result<ContentView> view_content(Context&, const std::string& account, const std::string& store, const std::string& sku,
                                 bool preview);

// All of the content of these listings is told again, whatever was told before; how many changes that makes.
Result<std::size_t> tell_contents_again(Context&, const std::string& account, const std::string& store,
                                        const std::vector<std::string>& skus, const Person&);

// Whether content and offers of these listings are sent at all; no SKUs: of those that the filter finds, or of all of the store.
// How many listings.
Result<std::size_t> activate_listings(Context&, const std::string& account, const std::string& store,
                                      const std::vector<std::string>& skus, bool activated,
                                      const std::optional<ledger::ListingFilter>& filter = std::nullopt);

}  // namespace fairway::flows
