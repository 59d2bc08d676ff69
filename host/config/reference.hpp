// The specification as pages for people: every key with type, default, what is allowed and what it means.
#pragma once
#include <map>
#include <string>

#include "host/base/catalogue.hpp"
#include "host/config/spec/spec.hpp"

namespace fairway::config {

// File name -> Markdown: reference-fairway.md, reference-account.md, and reference-NAME.md of each plugin that has settings.
std::map<std::string, std::string> reference_pages(const Catalogue& catalogue);

}  // namespace fairway::config
