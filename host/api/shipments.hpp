// /v1/accounts/{account}/shipments: parcels, and the correction of what the channel refused.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response list_shipments(engine::Engine&, const Request&);  // filters: state, store, warned. New to old
Response edit_shipment(engine::Engine&, const Request&);   // body {"carrier"?, "service"?, "tracking_number"?}
Response send_shipment(engine::Engine&, const Request&);   // the same confirmation again

// Those of one order, as the order's answer holds them.
Result<json::array> shipments_json(storage::Transaction& tx, std::int64_t order);

}  // namespace fairway::api
