// Which SKUs there are to be listed: what the catalogue has, and what a warehouse told the stock of.
#pragma once
#include <string>
#include <vector>

#include "host/storage/database.hpp"

namespace fairway::ledger {

struct CoveredSku {
  std::string sku, title;  // title: of the catalogue's item
};
// After the SKU, in order, up to `limit`. Families are not sold, so they are none of them.
Result<std::vector<CoveredSku>> catalogue_after(storage::Transaction&, const std::string& account, const std::string& sku,
                                                std::int64_t limit);
Result<std::vector<CoveredSku>> warehouse_after(storage::Transaction&, const std::string& account,
                                                const std::string& warehouse, const std::string& sku, std::int64_t limit);

}  // namespace fairway::ledger
