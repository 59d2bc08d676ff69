// GET /v1/accounts/{account}/redactions: the proof of each redaction.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

// Filter: order, our id. New to old.
Response list_redactions(engine::Engine&, const Request&);
// What is kept of an order's buyer: kept, requested (to be redacted once a warehouse has answered), redacted or none.
Result<std::string> personal_data(storage::Transaction&, std::int64_t order_id);

}  // namespace fairway::api
