#include "csv.hpp"

#include <algorithm>

namespace wms_csv {
namespace {

bool ends_line(char c) { return c == '\n' || c == '\r'; }

// Behind the end of the line at `at`.
std::size_t after_end(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  return at + (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1);
}

// Reads a row that begins at `at` into `cells`. False where its quotes do not fit.
bool read_cells(std::string_view text, char separator, std::size_t& at, std::vector<std::string>& cells) {
  for (;;) {
    std::string cell;
    if (at < text.size() && text[at] == '"') {
      for (++at;; ++at) {
        if (at >= text.size()) return false;
        if (text[at] != '"') cell += text[at];
        else if (at + 1 < text.size() && text[at + 1] == '"') cell += '"', ++at;
        else break;
      }
      ++at;
      if (at < text.size() && text[at] != separator && !ends_line(text[at])) return false;
    } else {
      const auto begin = at;
      while (at < text.size() && text[at] != separator && !ends_line(text[at])) ++at;
      cell = text.substr(begin, at - begin);
    }
    cells.push_back(undefused(cell));
    if (at >= text.size() || text[at] != separator) return true;
    ++at;
  }
}

// Ends of lines in `text`, which may stand inside of quotes.
std::size_t lines_in(std::string_view text) {
  std::size_t lines = 0;
  for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
       at = text.find_first_of("\r\n", after_end(text, at)))
    ++lines;
  return lines;
}

// Where a text would be taken for a formula, apostrophes in front or not.
bool looks_like_formula(std::string_view cell) {
  const auto at = cell.find_first_not_of('\'');
  return at != std::string_view::npos && std::string_view("=+-@\t\r").find(cell[at]) != std::string_view::npos;
}

}  // namespace

std::vector<Row> read_rows(std::string_view text, char separator) {
  std::vector<Row> rows;
  std::size_t at = 0, line = 1;
  while (at < text.size()) {
    const auto begin = at;
    Row row;
    row.line = line;
    if (!read_cells(text, separator, at, row.cells)) {
      row.cells.clear();
      row.fault = "its quotes do not fit";
      at = std::min(text.find_first_of("\r\n", begin), text.size());
    }
    row.bytes = text.substr(begin, at - begin);
    const auto next = after_end(text, at);
    line += lines_in(text.substr(begin, next - begin));
    at = next;
    if (!row.bytes.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

std::string defused(std::string_view cell) { return (looks_like_formula(cell) ? "'" : "") + std::string(cell); }

std::string undefused(std::string_view cell) {
  return std::string(cell.starts_with('\'') && looks_like_formula(cell) ? cell.substr(1) : cell);
}

void append_row(std::string& text, const std::vector<std::string>& cells, char separator) {
  const std::string special = std::string("\"\r\n") + separator;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text += separator;
    const std::string cell = defused(cells[i]);
    // A row of one empty cell would be an empty line.
    const bool quoted = cell.find_first_of(special) != std::string::npos || cell.starts_with(' ') || cell.ends_with(' ') ||
                        (cell.empty() && cells.size() == 1);
    if (!quoted) {
      text += cell;
      continue;
    }
    text += '"';
    for (const char c : cell) text.append(c == '"' ? 2 : 1, c);
    text += '"';
  }
  text += "\r\n";
}

}  // namespace wms_csv
