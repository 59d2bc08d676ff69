#include "host/ledger/stock.hpp"

#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

using storage::Type;
using storage::Value;

Value optional_number(const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(); }

}  // namespace

Status keep_levels(storage::Transaction& tx, const std::string& account, const std::string& warehouse,
                   const std::vector<StockLevel>& levels, Instant now) {
  if (levels.empty()) return {};
  storage::Rows rows{{"account"},
                     {"warehouse"},
                     {"sku"},
                     {"location"},
                     {"available", Type::integer},
                     {"on_hand", Type::integer},
                     {"committed", Type::integer},
                     {"as_of", Type::integer},
                     {"seen_at", Type::integer}};
  for (const auto& level : levels)
    rows.add({account, warehouse, level.sku, level.location, level.available, optional_number(level.on_hand),
              optional_number(level.committed), level.as_of ? Value(level.as_of->ms) : Value(), to_ms(now)});
  return done(tx.bulk(
      "INSERT INTO stock_level (account, warehouse, sku, location, available, on_hand, committed, as_of, seen_at) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, warehouse, sku, location) DO UPDATE SET "
      "available = excluded.available, on_hand = excluded.on_hand, committed = excluded.committed, as_of = excluded.as_of, "
      "seen_at = excluded.seen_at WHERE excluded.as_of IS NULL OR stock_level.as_of IS NULL OR "
      "excluded.as_of >= stock_level.as_of",
      rows));
}

Result<std::vector<KnownLevel>> levels_of(storage::Transaction& tx, const std::string& account,
                                          const std::set<std::string>& skus) {
  std::vector<KnownLevel> levels;
  if (skus.empty()) return levels;
  auto rows = tx.query_in(
      "SELECT warehouse, sku, CAST(SUM(available) AS BIGINT), MIN(COALESCE(as_of, seen_at)) FROM stock_level WHERE account "
      "= ? "
      "AND sku IN ({keys}) GROUP BY warehouse, sku",
      {skus.begin(), skus.end()}, {account});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i)
    levels.push_back({rows->text(i, 0), rows->text(i, 1), rows->integer(i, 2), from_ms(rows->integer(i, 3))});
  return levels;
}

}  // namespace fairway::ledger
