// /v1/accounts/{account}/stores/{store}/coverage: which SKUs of the catalogue, or of a warehouse, the store lists.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

// By SKU. ?warehouse=: its SKUs, by its names for them; ?state=: only those.
Response show_coverage(engine::Engine&, const Request&);
Response coverage_csv(engine::Engine&, const Request&);  // all of it, made a thousand rows at a time

}  // namespace fairway::api
