// An order that goes out anew: what a warehouse may have of it is asked back first, so that nothing ships twice, and goes out
// again under the next part's reference once the warehouse has agreed.
#pragma once
#include "host/flows/routing/parts.hpp"

namespace fairway::flows {

// Asks the warehouses that may have some of the order not to ship it; what was never sent is cancelled. False, and nothing is
// done, where no warehouse may have any. Call it before the ledger's flush.
Result<bool> ask_back(Context& context, Unit& unit, OrderBook& book, ledger::OrderRow& order, const std::string& cause);

// Tries again for lines of an order that goes out anew which nobody could ship when they were given back.
Status place_waiting(Context& context, Unit& unit, const config::Account& account, OrderBook& book, std::int64_t order);

// Parts of which nothing will ship, stored so already, and the orders (`asked`) of which a warehouse has answered. An order that
// was asked back goes on its way again once all have answered; what a warehouse would not give back is named by a finding. All
// others are record_cancelled()'s.
Status record_ended(Context& context, Unit& unit, const config::Account& account, OrderBook& book,
                    const std::vector<CancelledPart>& parts, const std::vector<std::int64_t>& asked);

// Parts that were asked back and of which nothing will ship, stored so already, all the way: their other lines go out again,
// their orders end or go on, their channels are told.
Status record_given_back(Context& context, Unit& unit, const config::Account& account, OrderBook& book,
                         const std::vector<CancelledPart>& parts);

}  // namespace fairway::flows
