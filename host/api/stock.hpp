// GET /v1/accounts/{account}/stock and what belongs to it.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

// What each warehouse has to give away of each SKU: its last snapshot, what is reserved, what is left. Filters: sku, warehouse.
Response list_stock(engine::Engine&, const Request&);
// What moved it, the newest first. Filters: sku, warehouse.
Response list_movements(engine::Engine&, const Request&);
// Every balance recomputed from its movements; body {"mend": true} makes them so.
Response recompute_stock(engine::Engine&, const Request&);

}  // namespace fairway::api
