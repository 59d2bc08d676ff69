// CSV files that a person names: a header, then a row for each item.
#pragma once
#include "host/cli/client.hpp"

namespace fairway::cli {

// The bytes of a file. CONFIG: it cannot be read.
Result<std::string> read_file(const std::string& name);

struct CsvFile {
  std::vector<std::string> header;
  struct Row {
    int line = 0;
    std::vector<std::string> cells;  // as many as the header has
  };
  std::vector<Row> rows;
};
// CONFIG, with file and line: it is no CSV, or a row has more or fewer columns than the header. `name` is for messages.
Result<CsvFile> read_csv(const std::string& name, const std::string& text);
Result<CsvFile> read_csv(const std::string& name);

}  // namespace fairway::cli
