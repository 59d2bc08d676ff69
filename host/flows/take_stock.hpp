// Stock levels as they come in, by polling or by webhook.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {

// Stages the levels of a batch in `unit`; what cannot be read is set aside. Other documents are passed over.
Status take_stock(Context& context, Unit& unit, const WarehousePlace& place, const plugins::Batch& batch);

}  // namespace fairway::flows
