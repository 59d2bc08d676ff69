// A store's listings as Amazon's own file of them: 26 columns between tabs, without quoting, so that a text has neither tab nor
// line's end (report GET_MERCHANT_LISTINGS_ALL_DATA and the inventory files that Seller Central takes).
#include <algorithm>
#include <array>
#include <tuple>

#include "amazon.hpp"
#include "listing_columns.hpp"
#include "listing_values.hpp"

namespace amazon {
namespace {

constexpr std::size_t kFileColumns = 26;  // those after pending-quantity came later and are in no file that is taken
static_assert(static_cast<std::size_t>(Column::pending_quantity) == kFileColumns - 1);

std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  return text;
}

// "2021-08-15 20:35:17 UTC", as read_open_date() reads it.
std::string open_date(const std::optional<fairway::Time>& at) {
  if (!at) return {};
  std::string text = fairway::to_text({at->ms / 1000 * 1000});
  text.replace(text.find('T'), 1, " ");
  text.pop_back();
  return text + " UTC";
}

// product-id-type and product-id: of the barcode where there is one, for the ASIN has a column of its own.
std::pair<std::string, std::string> product_id(const fairway::Listing& l) {
  if (l.barcode.size() == 12) return {"3", l.barcode};
  if (l.barcode.size() == 10) return {"2", l.barcode};
  if (!l.barcode.empty()) return {"4", l.barcode};
  return l.product_id.empty() ? std::pair<std::string, std::string>() : std::pair(std::string("1"), l.product_id);
}

std::string count(const std::optional<std::int64_t>& units) { return units ? std::to_string(*units) : std::string(); }

std::string line_of(const fairway::Listing& l) {
  std::array<std::string, kFileColumns> fields;
  const auto at = [&](Column column) -> std::string& { return fields[static_cast<std::size_t>(column)]; };
  at(Column::item_name) = l.title, at(Column::item_description) = l.description;
  at(Column::listing_id) = l.listing_id, at(Column::seller_sku) = l.sku;
  at(Column::price) = l.price.amount, at(Column::quantity) = count(l.quantity);
  at(Column::open_date) = open_date(l.opened_at);
  if (!l.images.empty()) at(Column::image_url) = l.images.front();
  at(Column::item_is_marketplace) = "y";
  std::tie(at(Column::product_id_type), at(Column::product_id)) = product_id(l);
  at(Column::item_note) = l.condition_note;
  at(Column::item_condition) = condition_code(l.condition.value);
  at(Column::zshop_category1) = l.category;
  at(Column::asin1) = l.product_id;
  at(Column::pending_quantity) = count(l.pending_quantity);
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) line += (i ? "\t" : "") + on_one_line(std::move(fields[i]));
  return line;
}

std::string header() {
  std::string names;
  for (std::size_t i = 0; i < kFileColumns; ++i)
    names += (i ? "\t" : "") + std::string(english_name(static_cast<Column>(i)));
  return names;
}

}  // namespace

fairway::ListingFileAnswer Amazon::write_listings(const fairway::ListingFileQuestion& question) {
  fairway::ListingFileAnswer answer{header(), {}};
  for (const auto& listing : question.listings) answer.lines.push_back(line_of(listing));
  return answer;
}

}  // namespace amazon
