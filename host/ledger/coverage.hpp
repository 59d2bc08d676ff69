// Which SKUs there are to be listed: what the catalogue has, and what a warehouse told the stock of.
#pragma once
#include <string>
#include <vector>

#include "host/storage/database.hpp"

namespace fairway::ledger {

struct CoveredSku {
  std::string sku, title;  // title: of the catalogue's item
  std::int64_t id = 0;     // the same
};
// Behind that item in the order in which they came, up to `limit`: SKUs of the catalogue have no order to be found by. Families
// are not sold, so they are none of them.
Result<std::vector<CoveredSku>> catalogue_after(storage::Transaction&, const std::string& account, std::int64_t id,
                                                std::int64_t limit);
// Behind the SKU, in order.
Result<std::vector<CoveredSku>> warehouse_after(storage::Transaction&, const std::string& account,
                                                const std::string& warehouse, const std::string& sku, std::int64_t limit);

}  // namespace fairway::ledger
