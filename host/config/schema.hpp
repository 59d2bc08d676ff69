// The specification as JSON Schema (draft 2020-12), for editors and `fairway schema`.
#pragma once
#include "host/base/catalogue.hpp"
#include "host/config/spec/spec.hpp"

namespace fairway::config {

json::value to_schema(const Spec& spec, std::string_view about = {});

// {"fairway.yaml": …, "accounts": …, "templates": …}: three schemas. The plugins found fill `settings`.
json::value configuration_schema(const Catalogue& catalogue);

}  // namespace fairway::config
