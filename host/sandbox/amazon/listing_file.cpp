// Rows of the listings' report: tabs between columns, no quoting, CRLF.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "host/sandbox/amazon/listing_columns.hpp"
#include "host/sandbox/amazon/listings.hpp"
#include "host/sandbox/amazon/made_up.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::string_view kNoCharacter = "\x81\x01\xff\xfe";  // neither in UTF-8, nor in Cp1252, nor in Shift_JIS

std::string_view column_name(const ListingColumn& column, std::string_view language) {
  const auto local = language == "de" ? column.de : language == "ja" ? column.ja : std::string_view();
  return local.empty() ? column.en : local;
}

using ListingFields = std::array<std::string, kListingColumns.size()>;

// In the order of the columns.
ListingFields fields_of(const ListingSpec& spec, const Marketplace& marketplace) {
  const bool merchant = spec.channel == "DEFAULT";
  const auto minor = made_up_price(spec.sku, marketplace.decimals);
  const auto price =
      marketplace.decimals == 0 ? std::to_string(minor / 100) : fmt::format("{}.{:02}", minor / 100, minor % 100);
  const auto asin = asin_of(spec);
  ListingFields fields;
  fields[0] = spec.title.empty() ? made_up_title(spec.sku) : spec.title;
  fields[1] = spec.description;
  fields[2] = fmt::format("{:04}{}", 1 + hash_of(spec.sku) % 9999, Random(hash_of(spec.sku)).letters(6));
  fields[3] = spec.sku;
  fields[4] = spec.price.empty() ? price : spec.price;
  fields[5] = spec.quantity.value_or(merchant ? "10" : "");
  fields[6] = spec.open_date.value_or("2021-08-15 20:35:17 PDT");
  fields[7] = spec.image;
  fields[8] = "y";
  fields[9] = spec.barcode.empty() ? "1" : spec.barcode.size() == 12 ? "3" : "4";
  fields[11] = spec.note;
  fields[12] = spec.condition;
  fields[16] = asin;
  fields[19] = "1";
  fields[22] = spec.barcode.empty() ? asin : spec.barcode;
  fields[25] = spec.pending_quantity.empty() ? "0" : spec.pending_quantity;
  fields[26] = spec.channel;
  fields[27] = spec.shipping_template;
  fields[28] = spec.status;
  return fields;
}

void spoil(ListingFields& fields, OddRow odd) {
  if (odd == OddRow::no_sku) fields[3].clear();
  if (odd == OddRow::comma_price) fields[4] = "1.234,56";
  if (odd == OddRow::huge_quantity) fields[5] = "99999999999999999999";
  if (odd == OddRow::split) fields[1] += "first half\r\nsecond half";
}

class ListingWriter {
 public:
  ListingWriter(const ListingFile& file, const Piece& out) : file_(file), out_(out), encoder_(file.charset) {
    buffer_.reserve(kPieceBytes + 4096);
    for (std::size_t i = 0; i < kListingColumns.size(); ++i)
      if (std::find(file.without.begin(), file.without.end(), kListingColumns[i].en) == file.without.end())
        columns_.push_back(i);
  }

  void header() {
    for (const auto i : columns_) cell(column_name(kListingColumns[i], file_.header));
    for (const auto& name : file_.with) cell(name);
    end_row();
  }

  void row(const ListingSpec& spec) {
    auto fields = fields_of(spec, *file_.marketplace);
    spoil(fields, spec.odd);
    for (const auto i : columns_) {
      if (spec.odd == OddRow::ragged && i > 6) break;
      cell(fields[i]);
      if (i != 0) continue;
      if (spec.odd == OddRow::broken_bytes) buffer_ += kNoCharacter;
      if (spec.odd == OddRow::nul_byte) buffer_ += '\0';
    }
    if (spec.odd != OddRow::ragged)
      for (std::size_t i = 0; i < file_.with.size(); ++i) cell("more");
    end_row();
  }

  void flush() {
    if (!buffer_.empty()) out_(buffer_);
    buffer_.clear();
  }

 private:
  void cell(std::string_view text) {
    if (!first_) buffer_ += '\t';
    first_ = false;
    encoder_.append(buffer_, text);
  }
  void end_row() {
    buffer_ += "\r\n";
    first_ = true;
    if (buffer_.size() >= kPieceBytes) flush();
  }

  const ListingFile& file_;
  const Piece& out_;
  Encoder encoder_;
  std::vector<std::size_t> columns_;
  std::string buffer_;
  bool first_ = true;
};

}  // namespace

void write_listings(const ListingTable& table, const ListingFile& file, const Piece& out) {
  ListingWriter writer(file, out);
  writer.header();
  for (const auto& spec : table.rows) {
    writer.row(spec);
    if (spec.odd == OddRow::twice) writer.row(spec);
  }
  for (std::uint64_t i = 1; i <= table.made_up; ++i) {
    if (table.gone.contains(i)) continue;
    const auto spec = made_up_listing(table.seed, i, *file.marketplace);
    if (!table.places.contains(spec.sku)) writer.row(spec);
  }
  writer.flush();
}

}  // namespace fairway::sandbox
