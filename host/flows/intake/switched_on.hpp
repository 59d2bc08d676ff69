// A store whose orders are switched on: how many wait on its channel is counted and logged before the first of them is fetched
// (ACC-12).
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/intake/take_orders.hpp"

namespace fairway::flows {

// In the transaction that switches a known store's orders on again. A store that is new counts as switched on.
Status note_switched_on(storage::Transaction&, const std::string& account, std::int64_t store_id, Instant now);

// At the start of a pull: of each store of it that was switched on and is not counted yet. A channel that cannot be asked holds
// nothing up: that is logged, and the next pull asks again, until one is complete.
Status log_what_waits(Context&, const Intake&);

// A pull of the store is complete: what it brought is no longer waiting.
Status note_pulled(storage::Transaction&, const std::string& account, const ledger::StoreRow&, Instant now);

}  // namespace fairway::flows
