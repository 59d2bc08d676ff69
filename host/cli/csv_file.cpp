#include "host/cli/csv_file.hpp"

#include <fstream>
#include <sstream>

#include "host/config/csv.hpp"

namespace fairway::cli {

Result<std::string> read_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return fail(FW_E_CONFIG, fmt::format("cannot read {}", name));
  return bytes.str();
}

Result<CsvFile> read_csv(const std::string& name, const std::string& text) {
  config::CsvReader reader(text);
  std::vector<config::CsvField> fields;
  CsvFile file;
  while (reader.next(fields)) {
    std::vector<std::string> cells;
    for (const auto& field : fields) cells.push_back(field.value());
    if (file.header.empty()) {
      file.header = std::move(cells);
      continue;
    }
    const auto line = static_cast<int>(fields.front().line);
    if (cells.size() != file.header.size())
      return fail(FW_E_CONFIG,
                  fmt::format("{}:{}: {} columns, the header has {}", name, line, cells.size(), file.header.size()));
    file.rows.push_back({line, std::move(cells)});
  }
  if (!reader.error().empty()) return fail(FW_E_CONFIG, fmt::format("{}:{}: {}", name, reader.line(), reader.error()));
  return file;
}

Result<CsvFile> read_csv(const std::string& name) {
  const auto text = read_file(name);
  return text ? read_csv(name, *text) : fail(text.error());
}

}  // namespace fairway::cli
