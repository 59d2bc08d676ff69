// A page for each capability: its methods, and the fields of its documents, from the schemas and the headers' own words.
#pragma once
#include <map>
#include <string>

#include "header_text.hpp"

namespace fairway::pages {

using Schemas = std::map<std::string, std::string>;  // JSON Schema by document: "order/1"

// Markdown by file name, README.md among them. Throws std::runtime_error where a mixin or a document is not declared.
std::map<std::string, std::string> capability_pages(const Headers& headers, const Schemas& schemas);

}  // namespace fairway::pages
