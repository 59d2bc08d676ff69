// GET /v1/accounts/{account}/stock.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

// Levels as the warehouses last reported them. Filter: sku.
Response list_stock(engine::Engine&, const Request&);

}  // namespace fairway::api
