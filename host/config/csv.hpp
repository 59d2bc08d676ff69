// CSV as RFC 4180 has it, record by record, with the place of each field.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace fairway::config {

struct CsvField {
  std::string_view raw;  // as it stands, quotes and all
  bool quoted = false;
  int line = 0, column = 0;  // from 1; columns count characters

  bool verbatim() const;          // the value stands in the text as it is: text()
  std::string_view text() const;  // without the quotes around it
  std::string value() const;      // with doubled quotes made one
};

// Reads a text that outlives it. Lines end with LF or CRLF; empty ones are passed over; a byte order mark is too.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);
  // The next record; false at the end, and after an error.
  bool next(std::vector<CsvField>& record);
  const std::string& error() const { return error_; }  // empty: none
  int line() const { return line_; }                   // where the error is
  int column() const { return column_; }

 private:
  bool field(CsvField& out);
  bool quoted(CsvField& out);
  void step();
  bool at_end() const { return at_ >= text_.size(); }
  bool at_line_end() const;
  void end_line();

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1, column_ = 1;
  std::string error_;
};

}  // namespace fairway::config
