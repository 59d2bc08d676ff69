// What a seller lists at a marketplace, and the report of it, GET_MERCHANT_LISTINGS_ALL_DATA, row by row: a report of a million
// rows is never held as a whole.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/base/json.hpp"
#include "host/sandbox/amazon/charsets.hpp"
#include "host/sandbox/amazon/shapes.hpp"
#include "host/sandbox/settings.hpp"

namespace fairway::sandbox {

// What is wrong with the row of a listing.
enum class OddRow {
  none,
  ragged,        // it ends in the middle
  split,         // a line's end within its description
  no_sku,        // the column is empty
  broken_bytes,  // of no charset
  nul_byte,
  comma_price,    // "1.234,56"
  huge_quantity,  // of twenty digits
  twice,          // the row comes twice
};
std::optional<OddRow> odd_row(std::string_view name);

// Something that Amazon finds wrong with a listing, or with what was sent of it.
struct ItemIssue {
  std::string code, message;
  std::string severity = "ERROR";  // WARNING, INFO
  std::vector<std::string> attributes, categories;
};

// What to inject. A SKU that is there is replaced. Everything left out is made up from the SKU; texts stand in the report as
// they are here.
struct ListingSpec {
  std::string seller;
  std::string marketplace = "US";  // country or id
  std::string sku;
  std::string asin, title, description, price, barcode, note, image, shipping_template;
  std::optional<std::string> quantity;  // made up only where the seller ships
  std::string pending_quantity;
  std::string status = "Active";  // Inactive, Incomplete
  std::string condition = "11";   // Amazon's code: 11 is new
  std::string channel = "DEFAULT";
  std::optional<std::string> open_date;  // "2021-08-15 20:35:17 PDT"
  std::string product_type = "HOME";
  std::string category;                            // in the catalogue; made up from the ASIN
  std::optional<std::vector<std::string>> images;  // in the catalogue, the main one first; made up from the ASIN
  OddRow odd = OddRow::none;
  json::object attributes;  // as they were put or patched
};

// Listings of one seller at one marketplace.
struct ListingTable {
  std::vector<ListingSpec> rows;  // injected, in their order
  std::map<std::string, std::size_t, std::less<>> places;
  const Marketplace* marketplace = nullptr;
  std::uint64_t made_up = 0;                                            // so many more, MADE-1 and so on
  std::uint64_t seed = 1;                                               // what those are made from
  std::set<std::uint64_t> gone;                                         // of those the ones that were deleted
  std::map<std::string, std::vector<ItemIssue>, std::less<>> issues;    // shown with the SKU
  std::map<std::string, std::vector<ItemIssue>, std::less<>> refusals;  // why what is sent of the SKU is refused

  void put(ListingSpec spec);  // one that is made up is an injected one from then on
  bool remove(std::string_view sku);
  void make_up(std::uint64_t count, std::uint64_t from);
  std::optional<ListingSpec> find(std::string_view sku) const;
  std::optional<ListingSpec> find_product(const std::string& asin);  // one that offers it
  std::uint64_t size() const;
  bool empty() const { return size() == 0; }

 private:
  std::optional<std::uint64_t> made_up_number(std::string_view sku) const;
  std::shared_ptr<const std::unordered_map<std::string, std::uint64_t>> made_up_asins_;  // made when it is asked for
};

// How the report is written.
struct ListingFile {
  const Marketplace* marketplace = nullptr;
  FileCharset charset = FileCharset::cp1252;
  std::string header;                // language: en, de, ja
  std::vector<std::string> without;  // columns that are missing, by their English names
  std::vector<std::string> with;     // further columns, at the end
};
// As the settings say; where they are silent, as Amazon does in that marketplace.
ListingFile listing_file(const Marketplace& marketplace, const Settings& settings, bool english);

// Pieces of many whole rows, the header first; equal tables give equal bytes.
using Piece = std::function<void(std::string_view)>;
void write_listings(const ListingTable& table, const ListingFile& file, const Piece& out);
// The n-th made-up listing, from 1.
ListingSpec made_up_listing(std::uint64_t seed, std::uint64_t number, const Marketplace& marketplace);
std::string asin_of(const ListingSpec& spec);

}  // namespace fairway::sandbox
