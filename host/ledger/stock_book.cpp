#include "host/ledger/stock_book.hpp"

#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr std::pair<Moved, std::string_view> kMoved[]{{Moved::opening, "opening"},   {Moved::snapshot, "snapshot"},
                                                      {Moved::received, "received"}, {Moved::reserved, "reserved"},
                                                      {Moved::released, "released"}, {Moved::sold, "sold"}};

constexpr const char* kInsertMovement =
    "INSERT INTO stock_movement (balance_id, at, kind, quantity, level, reserved, applied, as_of, order_id, cause) VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

Rows movement_rows() {
  return Rows{{"balance_id", Type::integer},
              {"at", Type::integer},
              {"kind"},
              {"quantity", Type::integer},
              {"level", Type::integer},
              {"reserved", Type::integer},
              {"applied", Type::integer},
              {"as_of", Type::integer},
              {"order_id", Type::integer},
              {"cause"}};
}

Value told_value(const Balance& balance) { return balance.told ? Value(*balance.told) : Value(); }

}  // namespace

std::string_view text(Moved kind) noexcept {
  for (const auto& [known, name] : kMoved)
    if (known == kind) return name;
  return "";
}

Status StockBook::load(Transaction& tx, const std::set<StockItem>& items) {
  std::map<std::string, std::set<std::string>> skus;  // by account
  for (const auto& item : items) {
    kept_[item];
    skus[item.account].insert(item.sku);
  }
  for (const auto& [account, wanted] : skus) {
    auto rows = tx.query_in(
        "SELECT id, warehouse, sku, level, reserved, told, as_of FROM stock_balance WHERE account = ? AND sku IN ({keys})",
        {wanted.begin(), wanted.end()}, {account});
    if (!rows) return fail(std::move(rows.error()));
    for (std::size_t i = 0; i < rows->size(); ++i)
      if (const auto found = kept_.find({account, rows->text(i, 1), rows->text(i, 2)}); found != kept_.end())
        found->second.balance = {rows->integer(i, 0), rows->integer(i, 3), rows->integer(i, 4), rows->maybe_integer(i, 5),
                                 instant_at(*rows, i, 6)};
  }
  return {};
}

void StockBook::move(const StockItem& item, Movement movement) {
  const auto kept = kept_.find(item);
  kept->second.balance.level += movement.level;
  kept->second.balance.reserved += movement.reserved;
  kept->second.changed = true;
  movements_.emplace_back(&kept->first, std::move(movement));
}

void StockBook::told(const StockItem& item, std::int64_t quantity, Instant as_of) {
  auto& kept = kept_[item];
  kept.balance.told = quantity;
  kept.balance.as_of = as_of;
  kept.changed = true;
}

void StockBook::correct(const StockItem& item, std::int64_t level) {
  auto& kept = kept_[item];
  kept.balance.level = level;
  kept.changed = true;
}

Status StockBook::write_balances(Transaction& tx) {
  Rows fresh{{"account"},
             {"warehouse"},
             {"sku"},
             {"level", Type::integer},
             {"reserved", Type::integer},
             {"told", Type::integer},
             {"as_of", Type::integer}};
  Rows changed{{"level", Type::integer},
               {"reserved", Type::integer},
               {"told", Type::integer},
               {"as_of", Type::integer},
               {"id", Type::integer}};
  std::vector<Balance*> added;
  for (auto& [item, kept] : kept_) {
    if (!std::exchange(kept.changed, false)) continue;
    auto& b = kept.balance;
    if (b.id != 0) {
      changed.add({b.level, b.reserved, told_value(b), to_value(b.as_of), b.id});
      continue;
    }
    added.push_back(&b);
    fresh.add({item.account, item.warehouse, item.sku, b.level, b.reserved, told_value(b), to_value(b.as_of)});
  }
  auto ids = tx.insert("stock_balance", fresh);
  if (!ids) return fail(std::move(ids.error()));
  for (std::size_t i = 0; i < added.size(); ++i) added[i]->id = (*ids)[i];
  return done(tx.bulk("UPDATE stock_balance SET level = ?, reserved = ?, told = ?, as_of = ? WHERE id = ?", changed));
}

Status StockBook::write(Transaction& tx) {
  if (auto ok = write_balances(tx); !ok) return ok;
  auto applied = movement_rows(), kept_only = movement_rows();
  for (auto& [item, m] : movements_)
    (m.applied ? applied : kept_only)
        .add({kept_.at(*item).balance.id, to_ms(now_), std::string(text(m.kind)), m.quantity, m.level, m.reserved,
              std::int64_t{m.applied}, to_value(m.as_of), m.order_id == 0 ? Value() : Value(m.order_id),
              std::move(m.cause)});
  movements_.clear();
  if (auto ok = done(tx.bulk(kInsertMovement, applied)); !ok) return ok;
  return done(tx.bulk(std::string(kInsertMovement) + " ON CONFLICT DO NOTHING", kept_only));
}

}  // namespace fairway::ledger
