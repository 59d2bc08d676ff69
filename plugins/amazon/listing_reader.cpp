#include "listing_reader.hpp"

#include <utility>

#include "fairway/json.hpp"
#include "listing_values.hpp"

namespace amazon {
namespace {

constexpr std::size_t kShownHeader = 300;

std::string_view without_blanks(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\r' || c == '\v' || c == '\f'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// What has no place in listing/1 and still says something. The zshop columns and the like are left from a shop system that Amazon
// closed.
constexpr std::pair<Column, std::string_view> kKept[] = {{Column::asin2, "asin2"},
                                                         {Column::asin3, "asin3"},
                                                         {Column::will_ship_internationally, "will-ship-internationally"},
                                                         {Column::expedited_shipping, "expedited-shipping"}};

}  // namespace

ListingReader::ListingReader(Charset charset, const Marketplace& marketplace, Take take, Refuse refuse)
    : decoder_(charset), marketplace_(marketplace), take_(std::move(take)), refuse_(std::move(refuse)) {
  listing_.price.currency = marketplace.currency;
}

void ListingReader::feed(std::string_view piece) {
  lines_.feed(piece, [this](std::string_view text, bool whole) { line(text, whole); });
}

void ListingReader::end() {
  lines_.end([this](std::string_view text, bool whole) { line(text, whole); });
}

void ListingReader::line(std::string_view text, bool whole) {
  if (!header_seen_) return read_header(text);
  if (!known_ || ++row_ <= skipped_) return;
  const auto fault = whole ? read(text) : std::optional(RowFault{"a line without an end"});
  if (fault) ++bad_, refuse_(text, *fault);
  else ++good_, take_(listing_, text);
}

void ListingReader::read_header(std::string_view text) {
  header_seen_ = true;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  split(text);
  std::vector<std::string> names(columns_.size());
  for (std::size_t i = 0; i < names.size(); ++i) decoder_.decode(columns_[i], names[i]);
  known_ = find_columns(names, places_);
  for (const auto& name : names)
    if (header_.size() < kShownHeader) header_ += (header_.empty() ? "" : ", ") + name;
}

void ListingReader::split(std::string_view text) {
  columns_.clear();
  for (;;) {
    const auto tab = text.find('\t');
    columns_.push_back(text.substr(0, tab));
    if (tab == std::string_view::npos) return;
    text.remove_prefix(tab + 1);
  }
}

std::string_view ListingReader::field(Column column) const {
  const auto place = places_[column];
  return place < columns_.size() ? without_blanks(columns_[place]) : std::string_view();
}

bool ListingReader::torn() const {
  if (columns_.size() == places_.count && !places_.by_position) return false;
  const bool has_asin = places_[Column::asin1] != ColumnPlaces::kNowhere;
  return !is_asin(field(has_asin ? Column::asin1 : Column::product_id));
}

std::optional<RowFault> ListingReader::read(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return RowFault{"a row with a NUL byte"};
  split(text);
  if (torn())
    return RowFault{places_.by_position ? "its ASIN is not where it belongs, under a header in an unknown language"
                                        : "it has not the columns of the header, and its ASIN is not where it belongs"};
  if (auto fault = read_identity()) return fault;
  if (auto fault = read_numbers()) return fault;
  listing_.lost.clear();
  listing_.extra.members.clear();
  listing_.source = std::to_string(row_);
  read_texts();
  read_codes();
  read_product();
  read_further();
  return std::nullopt;
}

// A SKU is compared exactly, blanks included; one that has lost a byte is another's.
std::optional<RowFault> ListingReader::read_identity() {
  const auto place = places_[Column::seller_sku];
  const auto sku = place < columns_.size() ? columns_[place] : std::string_view();
  if (without_blanks(sku).empty()) return RowFault{"a row without a SKU", "/sku"};
  if (!decoder_.decode(sku, listing_.sku)) return RowFault{"a SKU with bytes that are no characters", "/sku"};
  return std::nullopt;
}

std::optional<RowFault> ListingReader::read_numbers() {
  const auto count = [this](Column column, std::optional<std::int64_t>& out) {
    decoder_.decode(field(column), text_);
    out = read_count(text_);
    return text_.empty() || out;
  };
  listing_.price.amount.clear();
  if (const auto price = field(Column::price); !price.empty()) {
    decoder_.decode(price, text_);
    if (!read_decimal(text_, listing_.price.amount)) return RowFault{"its price is no number", "/price"};
  }
  // A price that is not told is no price, and has no currency.
  if (listing_.price.amount.empty()) listing_.price.currency.clear();
  else listing_.price.currency = marketplace_.currency;
  if (!count(Column::quantity, listing_.quantity)) return RowFault{"its quantity is no number, or too large", "/quantity"};
  if (!count(Column::pending_quantity, listing_.pending_quantity))
    return RowFault{"its pending quantity is no number, or too large", "/pending_quantity"};
  return std::nullopt;
}

void ListingReader::read_text(Column column, std::string& out, const char* member) {
  const bool whole = decoder_.decode(field(column), out);
  const bool legacy = decoder_.charset() != Charset::utf8;  // UTF-8 holds everything: its question marks are meant
  if (!whole || (legacy && maybe_lost(out))) listing_.lost.emplace_back(member);
}

void ListingReader::read_texts() {
  read_text(Column::item_name, listing_.title, "title");
  read_text(Column::item_description, listing_.description, "description");
  read_text(Column::item_note, listing_.condition_note, "condition_note");
  read_text(Column::merchant_shipping_group, listing_.shipping_template, "shipping_template");
  decoder_.decode(field(Column::listing_id), listing_.listing_id);
  decoder_.decode(field(Column::zshop_category1), listing_.category);
  const auto image = field(Column::image_url);
  listing_.images.resize(image.empty() ? 0 : 1);
  if (!image.empty()) decoder_.decode(image, listing_.images[0]);
}

void ListingReader::read_codes() {
  const auto decoded = [this](Column column) -> std::string_view {
    decoder_.decode(field(column), text_);
    return text_;
  };
  read_status(decoded(Column::status), listing_.status);
  read_channel(decoded(Column::fulfillment_channel), listing_.fulfilled_by);
  read_condition(decoded(Column::item_condition), listing_.condition);
  const auto opened = decoded(Column::open_date);
  listing_.opened_at = read_open_date(opened, marketplace_.country);
  if (!listing_.opened_at) keep("open-date", field(Column::open_date));
}

// product-id-type: 1 ASIN, 2 ISBN, 3 UPC, 4 EAN ("Product ID type" of the inventory file templates of Seller Central).
void ListingReader::read_product() {
  const auto type = field(Column::product_id_type), id = field(Column::product_id);
  decoder_.decode(field(Column::asin1), listing_.product_id);
  listing_.barcode.clear();
  if (type == "2" || type == "3" || type == "4") decoder_.decode(id, listing_.barcode);
  else if (listing_.product_id.empty() && (type == "1" || is_asin(id))) decoder_.decode(id, listing_.product_id);
  else if (type != "1" && id != field(Column::asin1)) keep("product-id-type", type), keep("product-id", id);
}

void ListingReader::read_further() {
  for (const auto& [column, name] : kKept) keep(name, field(column));
  for (const auto& [place, name] : places_.more)
    if (place < columns_.size()) keep(name, without_blanks(columns_[place]));
}

void ListingReader::keep(std::string_view name, std::string_view raw) {
  if (raw.empty()) return;
  decoder_.decode(raw, text_);
  std::string json;
  fairway::json::append_string(json, text_);
  listing_.extra.members.emplace_back(name, std::move(json));
}

}  // namespace amazon
