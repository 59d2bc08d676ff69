// GET /v1/accounts/{account}/orders, …/orders/{id} and what a person does to an order.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

// Filters: state, store, channel_order_id, due_before (ship-by). New to old.
Response list_orders(engine::Engine&, const Request&);
// By the channel's id or ours (order_id.hpp); an id that several orders have is answered 300 with the candidates, each by ours.
Response show_order(engine::Engine&, const Request&);
// The order of this row, as it is now: for who has it in hand. No text is understood a second time.
Response order_of_row(engine::Engine&, std::int64_t row);
Response retry_order(engine::Engine&, const Request&);
Response hold_order(engine::Engine&, const Request&);  // body {"reason"?}
Response release_order(engine::Engine&, const Request&);
Response cancel_order(engine::Engine&, const Request&);  // body {"reason"?}
// Body: fields of the address as flows/correct.hpp names them, "service", or "as_channel": true. 422 for what cannot be right.
Response edit_order(engine::Engine&, const Request&);
Response resubmit_order(engine::Engine&, const Request&);  // body {"reason"?, "lost"?}
Response redact_order(engine::Engine&, const Request&);    // body {"cancel"?, "author"?}

}  // namespace fairway::api
