// Orders that shall not ship after all: what never left us ends here, what a warehouse may have it is asked not to ship.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {

// Why, and by whose word.
struct Cancelling {
  std::string cause;   // of the events
  std::string reason;  // may be empty
};

// For each order: where no warehouse may have any of it, it is cancelled now; else the warehouses are asked, and their
// answers decide. Call it before the ledger's flush.
Status cancel_orders(Context& context, Unit& unit, ledger::Ledger& ledger, const std::vector<ledger::OrderRow*>& orders,
                     const Cancelling& why);

// Those of the orders that a warehouse may have, or get from a call that runs now: to hold them back is too late.
Result<std::set<std::int64_t>> maybe_at_warehouse(Unit& unit, const std::vector<ledger::OrderRow*>& orders);

}  // namespace fairway::flows
