// Fulfilment orders as JSON of Fulfillment Outbound 2020-07-01.
#pragma once
#include "host/sandbox/amazon/mcf_shapes.hpp"
#include "host/sandbox/json_out.hpp"

namespace fairway::sandbox {

void render_mcf_head(JsonOut& out, const McfOrder& order);
void render_mcf_order(JsonOut& out, const McfOrder& order);  // the payload of getFulfillmentOrder

}  // namespace fairway::sandbox
