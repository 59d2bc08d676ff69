// Whether the balances are what their movements make them, and how movements are kept from growing without bound.
#pragma once
#include <vector>

#include "host/ledger/stock_book.hpp"

namespace fairway::ledger {

struct StockDifference {
  std::int64_t balance_id = 0;
  StockItem item;
  std::int64_t level = 0, reserved = 0;              // as the balance says
  std::int64_t moved_level = 0, moved_reserved = 0;  // as the movements add up
  std::optional<std::int64_t> told, moved_told;      // the last snapshot that was applied
  std::int64_t held = 0;                             // what orders hold, row by row; equals moved_reserved
};
// Recomputes every balance of the account from its movements, and what is reserved from the orders' rows too.
Result<std::vector<StockDifference>> prove_stock(storage::Transaction&, const std::string& account);
// Makes balances what their movements say; where the orders' rows say otherwise of what is reserved, they are right, and a
// movement says so. `cause`: who asked.
Status mend_stock(storage::Transaction&, const std::vector<StockDifference>& differences, const std::string& cause,
                  Instant now);

// Folds movements from before `before` into one opening movement for each balance, up to `limit` of them at a time: the sums
// stay what they are. How many were looked at; fewer than `limit`: there are no more.
Result<std::size_t> fold_movements(storage::Transaction&, Instant before, std::size_t limit);
// Forgets what orders that are over sold since before `before`, where no snapshot came that could account for it. The same.
Result<std::size_t> drop_sold(storage::Transaction&, Instant before, std::size_t limit);

}  // namespace fairway::ledger
