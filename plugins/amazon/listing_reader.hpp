// The report of all listings, from bytes to listing/1, without I/O: charset, lines, columns, values.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charset.hpp"
#include "fairway/documents.hpp"
#include "lines.hpp"
#include "listing_columns.hpp"
#include "marketplaces.hpp"

namespace amazon {

// Why a row is no listing, and which member is at fault.
struct RowFault {
  const char* why;
  const char* pointer = "";
};

// A row counts that has as many columns as the header, or whose ASIN stands where the header says: what is left of a row that a
// line's end or a tab in a text has torn does not. Rows are numbered from 1, without the header and empty lines.
class ListingReader {
 public:
  using Take = std::function<void(const fairway::Listing&, std::string_view row)>;
  using Refuse = std::function<void(std::string_view row, const RowFault&)>;
  // The marketplace tells the currency. The listing that `take` gets is the reader's own, for the time of the call.
  ListingReader(Charset charset, const Marketplace& marketplace, Take take, Refuse refuse);

  void skip(std::int64_t rows) { skipped_ = rows; }             // the first so many are passed over
  void begin_at(std::int64_t rows) { row_ = skipped_ = rows; }  // what is fed after the header follows on so many
  void feed(std::string_view piece);
  void end();  // the last line may lack its end

  bool header_seen() const noexcept { return header_seen_; }
  bool known() const noexcept { return known_; }  // the header is Amazon's; without it no row is one
  const std::string& header() const noexcept { return header_; }
  std::int64_t row() const noexcept { return row_; }  // the one read last
  std::int64_t good() const noexcept { return good_; }
  std::int64_t bad() const noexcept { return bad_; }

 private:
  void line(std::string_view text, bool whole);
  void read_header(std::string_view text);
  std::optional<RowFault> read(std::string_view text);
  void split(std::string_view text);
  bool torn() const;
  std::string_view field(Column column) const;
  std::optional<RowFault> read_identity();
  std::optional<RowFault> read_numbers();
  void read_texts();
  void read_codes();
  void read_product();
  void read_further();
  void read_text(Column column, std::string& out, const char* member);
  void keep(std::string_view name, std::string_view raw);

  Decoder decoder_;
  const Marketplace& marketplace_;
  Take take_;
  Refuse refuse_;
  Lines lines_;
  ColumnPlaces places_;
  std::vector<std::string_view> columns_;  // of the row in hand
  fairway::Listing listing_;
  std::string text_;  // scratch
  std::string header_;
  bool header_seen_ = false, known_ = false;
  std::int64_t row_ = 0, skipped_ = 0, good_ = 0, bad_ = 0;
};

}  // namespace amazon
