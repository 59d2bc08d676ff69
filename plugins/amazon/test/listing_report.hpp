// Rows of the listings report as Amazon would write them.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace amazon_test {

inline constexpr std::string_view kListingColumns[] = {"item-name",
                                                       "item-description",
                                                       "listing-id",
                                                       "seller-sku",
                                                       "price",
                                                       "quantity",
                                                       "open-date",
                                                       "image-url",
                                                       "item-is-marketplace",
                                                       "product-id-type",
                                                       "zshop-shipping-fee",
                                                       "item-note",
                                                       "item-condition",
                                                       "zshop-category1",
                                                       "zshop-browse-path",
                                                       "zshop-storefront-feature",
                                                       "asin1",
                                                       "asin2",
                                                       "asin3",
                                                       "will-ship-internationally",
                                                       "expedited-shipping",
                                                       "zshop-boldface",
                                                       "product-id",
                                                       "bid-for-featured-placement",
                                                       "add-delete",
                                                       "pending-quantity",
                                                       "fulfillment-channel",
                                                       "merchant-shipping-group",
                                                       "status"};

inline std::string header_line(const std::string& end = "\r\n") {
  std::string line;
  for (const auto name : kListingColumns) line.append(line.empty() ? "" : "\t").append(name);
  return line + end;
}

// With a SKU and an ASIN where the test names none.
inline std::string row(std::map<std::string_view, std::string> fields, const std::string& end = "\r\n") {
  fields.try_emplace("seller-sku", "L-0");
  fields.try_emplace("asin1", "B000000000");
  std::string line;
  bool first = true;
  for (const auto name : kListingColumns) {
    if (!first) line += '\t';
    first = false;
    if (const auto found = fields.find(name); found != fields.end()) line += found->second;
  }
  return line + end;
}

}  // namespace amazon_test
