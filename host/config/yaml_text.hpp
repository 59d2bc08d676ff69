// Text as YAML that means it: for files and lines that are written for a person to keep.
#pragma once
#include <string>
#include <string_view>

namespace fairway::config {

// A scalar that is read as this text, in a block and in { }, on one line: plain where that is safe, else in double quotes.
std::string yaml_text(std::string_view text);
std::string yaml_quoted(std::string_view text);  // always in double quotes
// Text from elsewhere that must not be taken for a reference: ${ becomes $${.
std::string unreferenced(std::string_view text);

}  // namespace fairway::config
