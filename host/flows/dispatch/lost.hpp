// A person answers for a warehouse: it does not have an order, and will not ship it.
#pragma once
#include "host/flows/acting.hpp"

namespace fairway::flows {

// What is asked back of the order counts as given back, by that person's word. REJECTED while it is being sent. After the
// fulfilment orders and cancellations are stored, before the ledger's flush.
Status count_as_lost(Context& context, Unit& unit, OrderBook& book, const ledger::OrderRow& order, const Person& person);

}  // namespace fairway::flows
