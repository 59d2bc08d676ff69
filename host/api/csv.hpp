// CSV in answers.
#pragma once
#include <string>
#include <string_view>

namespace fairway::api {

// RFC 4180. A field that a spreadsheet would take for a formula is told to be text.
void append_csv(std::string& line, std::string_view field);

}  // namespace fairway::api
