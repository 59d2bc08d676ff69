// Stock as a warehouse last told it, by SKU and location.
#pragma once
#include "fairway/documents/fulfilment.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

// Keeps the latest level of each SKU. One whose `as_of` is older than what is known stays out: a slow page must not undo a
// newer one.
Status keep_levels(storage::Transaction&, const std::string& account, const std::string& warehouse,
                   const std::vector<StockLevel>& levels, Instant now);

}  // namespace fairway::ledger
