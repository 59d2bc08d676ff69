// What a person wants of listings at the channel: checked, kept as what shall be, and told by jobs. INVALID: no such store;
// REJECTED with the reason: nothing is told of this store now.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/listings/change_rules.hpp"
#include "host/flows/verbs.hpp"

namespace fairway::flows {

inline constexpr std::size_t kChangesAtOnce = 1000;  // of one request
inline constexpr std::size_t kPreviewsAtOnce = 20;   // of a dry run, for which the channel is asked while a person waits

struct ChangeWish {
  std::string account, store;
  ListingWish wish = ListingWish::unknown;
  std::vector<Wanted> listings;  // each stands for itself: one that is refused does not hold the others back
};

struct ChangeAsked {
  std::string sku;
  std::int64_t change = 0;  // 0: none, it was refused or it is a dry run
  std::vector<std::string> warnings;
  std::string refused;               // why, by our own rules; empty: it was not
  std::string preview;               // of a dry run: valid, invalid, unchecked
  std::vector<ListingIssue> issues;  // that the channel's preview raised
};

// One transaction. Each that is not refused is told soon.
Result<std::vector<ChangeAsked>> ask_changes(Context&, const ChangeWish&, const Person&);
// The same checks, then the channel's own preview, and no change. Calls the plugin, while a person waits.
Result<std::vector<ChangeAsked>> preview_changes(Context&, const ChangeWish&);

// Looks at what the channel shows of a listing now. INVALID: there is none.
Status look_at_listing(Context&, const std::string& account, const std::string& store, const std::string& sku);

}  // namespace fairway::flows
