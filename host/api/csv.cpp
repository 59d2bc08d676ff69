#include "host/api/csv.hpp"

namespace fairway::api {

void append_csv(std::string& line, std::string_view field) {
  const bool formula = !field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos;
  const bool quoted = formula || field.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!quoted) {
    line += field;
    return;
  }
  line += '"';
  if (formula) line += '\'';
  for (const char c : field) line += c == '"' ? "\"\"" : std::string(1, c);
  line += '"';
}

}  // namespace fairway::api
