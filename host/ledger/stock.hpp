// Stock as a warehouse last told it, by SKU and location.
#pragma once
#include <set>

#include "fairway/documents/fulfilment.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

// Keeps the latest level of each SKU. One whose `as_of` is older than what is known stays out: a slow page must not undo a
// newer one.
Status keep_levels(storage::Transaction&, const std::string& account, const std::string& warehouse,
                   const std::vector<StockLevel>& levels, Instant now);

// The stock of an item over all locations of a warehouse; as old as the oldest of them.
struct KnownLevel {
  std::string warehouse, sku;
  std::int64_t available = 0;
  Instant at;  // by the warehouse's clock where it told, else when it was seen
};
Result<std::vector<KnownLevel>> levels_of(storage::Transaction&, const std::string& account,
                                          const std::set<std::string>& skus);

}  // namespace fairway::ledger
