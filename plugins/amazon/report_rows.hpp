// A flat-file report of orders, as it comes in: pieces of any length, lines that end with LF or CRLF, tabs between columns,
// no quoting. Columns are found by their names; where the header is in another language, by their order, which is fixed.
// What is read here is ASCII in every charset that Amazon writes (Cp1252, UTF-8, Shift_JIS: none has a tab or a line's end
// within a character), so the bytes of other columns do not matter.
#pragma once
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lines.hpp"

namespace amazon {

// One row: an item of an order. Views into the line.
struct ReportRow {
  std::string_view order_id, seller_order_id, last_updated, status, sales_channel;
};

class ReportRows {
 public:
  using Take = std::function<void(const ReportRow&)>;
  using Refuse = std::function<void(std::string_view line, const char* why)>;
  ReportRows(Take take, Refuse refuse) : take_(std::move(take)), refuse_(std::move(refuse)) {}

  void feed(std::string_view piece);
  void end();                                     // the last line may lack its end
  bool known() const noexcept { return known_; }  // the header is Amazon's
  std::size_t good() const noexcept { return good_; }
  std::size_t bad() const noexcept { return bad_; }

 private:
  void line(std::string_view text, bool whole);
  void header(const std::vector<std::string_view>& names);
  std::string_view column(const std::vector<std::string_view>& columns, std::size_t which) const;

  Take take_;
  Refuse refuse_;
  Lines lines_;
  bool header_seen_ = false, known_ = false;
  std::array<std::size_t, 5> places_{0, 1, 3, 4, 6};  // of the members of ReportRow, in Amazon's order of columns
  std::size_t good_ = 0, bad_ = 0;
};

// 3-7-7 digits, or S01- and the like for orders that were sold elsewhere.
bool is_order_id(std::string_view text);

// Text of a line that may be in another charset, as UTF-8: what is not ASCII, and not UTF-8 already, is a question mark.
std::string readable(std::string_view line);

}  // namespace amazon
