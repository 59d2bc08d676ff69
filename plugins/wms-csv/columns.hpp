// A file with a header, and where its columns are.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "csv.hpp"
#include "encoding.hpp"
#include "settings.hpp"

namespace wms_csv {

using Column = std::optional<std::size_t>;  // none: the file has no such column

// Views stay in the bytes it was made of.
class Sheet {
 public:
  // Throws Error REJECTED for a file that is empty or UTF-16.
  Sheet(std::string_view bytes, const Settings&);

  // The column of that name, upper and lower case alike, or "#3", the third. Throws Error REJECTED where it is not there, or
  // there twice, which names `setting`, what is there and the nearest of it. Empty: none.
  Column column(const std::string& name, const std::string& setting);

  const std::vector<Row>& rows() const noexcept { return rows_; }  // cells are UTF-8
  // What the row has there; empty without such a column.
  static std::string_view cell(const Row& row, Column column);
  // Throws Error REJECTED for a row that cannot be read, or whose cells are not those of the header.
  void check(const Row&) const;
  // Its bytes as text, whatever they are.
  std::string shown(const Row&) const;

 private:
  [[noreturn]] void not_there(const std::string& name, const std::string& setting) const;

  Encoding encoding_;
  std::vector<std::string> header_;
  std::vector<Row> rows_;
  std::size_t needed_ = 0;  // cells up to the last column that was asked for
};

}  // namespace wms_csv
