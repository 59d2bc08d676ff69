// One hash over everything of an account that matters.
#pragma once
#include "host/config/build.hpp"

namespace fairway::config {

// SHA-256 in hex of the merged content in canonical form: keys sorted, secrets resolved, the SKU file's bytes included
// (`skus`; null: none). Comments, order of keys and places do not change it; the order of the warehouses does.
std::string hash_of(const Draft& draft, const Text& skus);

}  // namespace fairway::config
