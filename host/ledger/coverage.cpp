#include "host/ledger/coverage.hpp"

namespace fairway::ledger {
namespace {

Result<std::vector<CoveredSku>> skus_at(Result<storage::Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<CoveredSku> found;
  found.reserve(rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i) found.push_back({rows->text(i, 0), rows->text(i, 1), rows->integer(i, 2)});
  return found;
}

}  // namespace

Result<std::vector<CoveredSku>> catalogue_after(storage::Transaction& tx, const std::string& account, std::int64_t id,
                                                std::int64_t limit) {
  return skus_at(
      tx.query("SELECT sku, title, id FROM catalogue_item WHERE account = ? AND id > ? AND parent = 0 ORDER BY id LIMIT ?",
               {account, id, limit}));
}

Result<std::vector<CoveredSku>> warehouse_after(storage::Transaction& tx, const std::string& account,
                                                const std::string& warehouse, const std::string& sku, std::int64_t limit) {
  return skus_at(
      tx.query("SELECT sku, '', 0 FROM stock_balance WHERE account = ? AND sku > ? AND warehouse = ? ORDER BY sku LIMIT ?",
               {account, sku, warehouse, limit}));
}

}  // namespace fairway::ledger
