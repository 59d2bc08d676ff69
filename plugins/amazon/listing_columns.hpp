// The columns of the report of all listings: what they are called, and where they stand.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amazon {

// In Amazon's order.
enum class Column : std::size_t {
  item_name,
  item_description,
  listing_id,
  seller_sku,
  price,
  quantity,
  open_date,
  image_url,
  item_is_marketplace,
  product_id_type,
  zshop_shipping_fee,
  item_note,
  item_condition,
  zshop_category1,
  zshop_browse_path,
  zshop_storefront_feature,
  asin1,
  asin2,
  asin3,
  will_ship_internationally,
  expedited_shipping,
  zshop_boldface,
  product_id,
  bid_for_featured_placement,
  add_delete,
  pending_quantity,
  fulfillment_channel,
  merchant_shipping_group,
  status,
};
inline constexpr std::size_t kColumns = 29;
std::string_view english_name(Column column);  // "seller-sku"

// Where each column is, by the header of one file.
struct ColumnPlaces {
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  std::array<std::size_t, kColumns> at;
  std::size_t count = 0;                                  // of columns in the header
  bool by_position = false;                               // its language is unknown: they are where Amazon has them
  std::vector<std::pair<std::size_t, std::string>> more;  // further columns: place and name

  std::size_t operator[](Column column) const { return at[static_cast<std::size_t>(column)]; }
};

// The names are UTF-8. False: this is not the header of such a report.
bool find_columns(const std::vector<std::string>& names, ColumnPlaces& places);

}  // namespace amazon
