// JSON_LISTINGS_FEED, version 2: many changes of listings in one file, and the report about it. Text in and out.
#pragma once
#include <map>
#include <string>

#include "feed.hpp"
#include "marketplaces.hpp"
#include "remote/listings.hpp"

namespace amazon {

inline constexpr FeedKind kListingsFeed{"JSON_LISTINGS_FEED", "application/json; charset=UTF-8"};

class ListingsFeed {
 public:
  ListingsFeed(const std::string& seller_id, const Marketplace& marketplace);

  // False: it is full. REJECTED for what Amazon would refuse, or what needs a call for each listing.
  bool add(const fairway::ListingChange& change);
  bool empty() const { return messages_ == 0; }
  std::string text() const { return text_ + "]}"; }

 private:
  const Marketplace& marketplace_;
  std::string text_;
  std::size_t messages_ = 0;
};

// What Amazon finds wrong, by SKU. Errors may name a message by its number alone, or none at all where the whole file is refused.
struct ListingsReport {
  std::map<std::string, remote::ItemSubmission> by_sku;
  std::string unclear;  // why nobody can tell what became of the others; empty: they were taken
};
// UNAVAILABLE for what is no report.
ListingsReport read_listings_report(std::string_view json);

}  // namespace amazon
