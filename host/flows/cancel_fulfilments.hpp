// Asking a warehouse not to ship.
#pragma once
#include "host/flows/flow.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

// Queues the question for every fulfilment order of these orders that a warehouse has.
Status ask_to_cancel(Context& context, Unit& unit, const std::vector<ledger::OrderRow*>& orders);

}  // namespace fairway::flows
