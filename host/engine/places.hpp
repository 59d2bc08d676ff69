// From what a plugin says is wrong (a JSON pointer, a key path) to the file and line where it is written.
#pragma once
#include "host/config/snapshot.hpp"

namespace fairway::engine {

// "/rules/2/service" -> "rules.2.service"
std::string dotted(std::string_view pointer);

// The place of `pointer`, or of the nearest thing above it that has one; `otherwise` where there is none.
config::Place place_at(const std::map<std::string, config::Place>& places, std::string pointer,
                       const config::Place& otherwise);

// Of a key path in an account file: "stores.us-main.settings.seller-id", "warehouses.main", "policies".
config::Place place_of(const config::Account& account, std::string_view path);

}  // namespace fairway::engine
