// Rows of text with a separator: RFC 4180, read with patience and written without.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace wms_csv {

struct Row {
  std::size_t line = 0;    // in the file, from 1
  std::string_view bytes;  // as it stands there, without the end of the line
  std::vector<std::string> cells;
  std::string fault;  // why it is no row; then there are no cells
};

// Views stay in `text`. Lines end with CR LF, LF or CR. Empty lines are passed over. A quote inside a cell that does not begin
// with one is itself. A row whose quotes do not fit ends with its line, so that the rows after it are read all the same.
std::vector<Row> read_rows(std::string_view text, char separator);

// What a spreadsheet would take for a formula gets an apostrophe in front, and loses it again when it comes back.
std::string defused(std::string_view cell);
std::string undefused(std::string_view cell);

// Appends one row, defused and quoted where that is needed, ended by CR LF.
void append_row(std::string& text, const std::vector<std::string>& cells, char separator);

}  // namespace wms_csv
