// Amazon's marketplaces and what follows from naming one.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fairway/manifest.hpp"

namespace amazon {

struct Marketplace {
  std::string_view country;  // ISO 3166-1 alpha-2
  std::string_view id;
  std::string_view region;     // NA, EU, FE: where its data is served and its tokens hold
  std::string_view currency;   // ISO 4217
  std::string_view languages;  // ISO 639-1, the default first
  std::string_view domain;     // of its shop, in lower case: what reports call the sales channel
};

// By id; null for one not in the table (Amazon opens new ones, and gives ids to places outside of its shops).
const Marketplace* find_marketplace(std::string_view id);

// What the setting `marketplace` may say: US, US(es), GB and UK, or an id.
struct MarketplaceName {
  std::string text;
  const Marketplace* marketplace;
  std::string_view language;
};
const std::vector<MarketplaceName>& marketplace_names();
const MarketplaceName* find_marketplace_name(std::string_view text);

// marketplace-id, region, country, language and currency, each from the setting `marketplace`.
std::vector<fairway::Derived> derived_facts();

// "https://sellingpartnerapi-eu.amazon.com"
std::string endpoint_of(std::string_view region);

}  // namespace amazon
