#include "host/ledger/available.hpp"

#include "host/ledger/values.hpp"

namespace fairway::ledger {

Result<std::vector<Available>> available_of(storage::Transaction& tx, const std::string& account,
                                            const std::set<std::string>& skus) {
  std::vector<Available> all;
  if (skus.empty()) return all;
  auto rows = tx.query_in(
      "SELECT warehouse, sku, level - reserved, as_of FROM stock_balance WHERE account = ? AND told IS NOT NULL AND sku IN "
      "({keys})",
      {skus.begin(), skus.end()}, {account});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back({rows->text(i, 0), rows->text(i, 1), rows->integer(i, 2), from_ms(rows->integer(i, 3))});
  return all;
}

}  // namespace fairway::ledger
