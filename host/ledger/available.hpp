// What may be promised of an item: what a warehouse told last, less what is reserved and what it does not know to be sold.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

struct Available {
  std::string warehouse;       // a warehouse, or a store that ships, by its name
  std::string sku;             // the warehouse's
  std::int64_t available = 0;  // units over all its locations; below zero where more is promised than there is
  Instant as_of;               // of the snapshot, by the warehouse's clock where it told, else when it came
};

// Of the account's warehouses and fulfilling stores those that ever told a level of the SKU; what is not in the answer is
// unknown, which is not zero. However old. In a write transaction the numbers stay true until it ends. Errors are the
// database's.
Result<std::vector<Available>> available_of(storage::Transaction&, const std::string& account,
                                            const std::set<std::string>& skus);

}  // namespace fairway::ledger
