// From what a plugin says is wrong (a JSON pointer, a key path) to the file and line where it is written.
#pragma once
#include "host/config/snapshot.hpp"

namespace fairway::engine {

// "/rules/2/service" -> "rules.2.service"
std::string dotted(std::string_view pointer);

// Of a key path in an account file: "stores.us-main.settings.seller-id", "warehouses.main", "policies".
config::Place place_of(const config::Account& account, std::string_view path);

}  // namespace fairway::engine
