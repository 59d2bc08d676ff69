#include "host/ledger/stock_proof.hpp"

#include <algorithm>

#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr std::int64_t kCheckPage = 500;

const std::string kCheck =
    "SELECT b.id, b.warehouse, b.sku, b.level, b.reserved, b.told, "
    "(SELECT COALESCE(SUM(m.level), 0) FROM stock_movement m WHERE m.balance_id = b.id), "
    "(SELECT COALESCE(SUM(m.reserved), 0) FROM stock_movement m WHERE m.balance_id = b.id), "
    "(SELECT m.quantity FROM stock_movement m WHERE m.balance_id = b.id AND " +
    std::string(kTells) +
    " ORDER BY m.id DESC LIMIT 1), "
    "(SELECT COALESCE(SUM(r.quantity - r.sold), 0) FROM stock_reservation r WHERE r.balance_id = b.id AND r.contained = 0) "
    "FROM stock_balance b WHERE b.account = ? AND b.id > ? ORDER BY b.id LIMIT ?";

// What is folded of one balance. The row of the last movement becomes the opening, so that the order of ids is that of time.
struct Folded {
  std::int64_t level = 0, reserved = 0, last = 0, told = 0;
  std::optional<Instant> as_of;
  std::vector<std::int64_t> rows;
};

Result<std::map<std::int64_t, Folded>> gather(Transaction& tx, const std::vector<Value>& balances, Instant before) {
  auto rows = tx.query_in(
      "SELECT balance_id, id, kind, quantity, level, reserved, applied, as_of FROM stock_movement WHERE at < ? AND "
      "balance_id IN ({keys}) ORDER BY id",
      balances, {to_ms(before)});
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::int64_t, Folded> out;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& folded = out[rows->integer(i, 0)];
    folded.rows.push_back(folded.last = rows->integer(i, 1));
    folded.level += rows->integer(i, 4);
    folded.reserved += rows->integer(i, 5);
    const bool tells = rows->text(i, 2) == text(Moved::snapshot) || rows->text(i, 2) == text(Moved::opening);
    if (!tells || rows->integer(i, 6) == 0 || rows->is_null(i, 7)) continue;
    folded.told = rows->integer(i, 3);
    folded.as_of = instant_at(*rows, i, 7);
  }
  return out;
}

}  // namespace

Result<std::vector<StockDifference>> prove_stock(Transaction& tx, const std::string& account) {
  std::vector<StockDifference> out;
  for (std::int64_t after = 0;;) {
    auto rows = tx.query(kCheck, {account, after, kCheckPage});
    if (!rows) return fail(std::move(rows.error()));
    for (std::size_t i = 0; i < rows->size(); ++i) {
      StockDifference d{rows->integer(i, 0),       {account, rows->text(i, 1), rows->text(i, 2)},
                        rows->integer(i, 3),       rows->integer(i, 4),
                        rows->integer(i, 6),       rows->integer(i, 7),
                        rows->maybe_integer(i, 5), rows->maybe_integer(i, 8),
                        rows->integer(i, 9)};
      after = d.balance_id;
      if (d.level != d.moved_level || d.reserved != d.moved_reserved || d.told != d.moved_told || d.held != d.moved_reserved)
        out.push_back(std::move(d));
    }
    if (rows->size() < static_cast<std::size_t>(kCheckPage)) return out;
  }
}

Status mend_stock(Transaction& tx, const std::vector<StockDifference>& differences, const std::string& cause, Instant now) {
  Rows balances{{"level", Type::integer}, {"reserved", Type::integer}, {"told", Type::integer}, {"id", Type::integer}};
  std::set<StockItem> items;
  for (const auto& d : differences) {
    balances.add({d.moved_level, d.moved_reserved, d.moved_told ? Value(*d.moved_told) : Value(), d.balance_id});
    items.insert(d.item);
  }
  if (auto ok = done(tx.bulk("UPDATE stock_balance SET level = ?, reserved = ?, told = ? WHERE id = ?", balances)); !ok)
    return ok;
  StockBook book(now);
  if (auto ok = book.load(tx, items); !ok) return ok;
  for (const auto& d : differences)
    if (const auto off = d.held - d.moved_reserved; off != 0)
      book.move(d.item, {off > 0 ? Moved::reserved : Moved::released, std::abs(off), 0, off, cause});
  return book.write(tx);
}

Result<std::size_t> fold_movements(Transaction& tx, Instant before, std::size_t limit) {
  auto old = tx.query("SELECT balance_id FROM stock_movement WHERE kind <> 'opening' AND at < ? ORDER BY at LIMIT ?",
                      {to_ms(before), static_cast<std::int64_t>(limit)});
  if (!old) return fail(std::move(old.error()));
  if (old->empty()) return std::size_t{0};
  std::vector<Value> balances;
  for (std::size_t i = 0; i < old->size(); ++i) balances.emplace_back(old->integer(i, 0));
  auto folded = gather(tx, balances, before);
  if (!folded) return fail(std::move(folded.error()));
  Rows openings{{"quantity", Type::integer},
                {"level", Type::integer},
                {"reserved", Type::integer},
                {"as_of", Type::integer},
                {"cause"},
                {"id", Type::integer}};
  Rows gone{{"id", Type::integer}};
  for (const auto& [balance, one] : *folded) {
    openings.add(
        {one.told, one.level, one.reserved, to_value(one.as_of), std::string("movements before it, folded"), one.last});
    for (const auto id : one.rows)
      if (id != one.last) gone.add({id});
  }
  if (auto ok = done(tx.bulk("DELETE FROM stock_movement WHERE id = ?", gone)); !ok) return fail(std::move(ok.error()));
  if (auto ok = done(tx.bulk("UPDATE stock_movement SET kind = 'opening', applied = 1, order_id = NULL, quantity = ?, level "
                             "= ?, reserved = ?, as_of = ?, cause = ? WHERE id = ?",
                             openings));
      !ok)
    return fail(std::move(ok.error()));
  return old->size();
}

Result<std::size_t> drop_sold(Transaction& tx, Instant before, std::size_t limit) {
  auto rows = tx.query("SELECT id FROM stock_reservation WHERE ended = 1 AND at < ? LIMIT ?",
                       {to_ms(before), static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  Rows ids{{"id", Type::integer}};
  for (std::size_t i = 0; i < rows->size(); ++i) ids.add({rows->integer(i, 0)});
  if (auto ok = done(tx.bulk("DELETE FROM stock_reservation WHERE id = ?", ids)); !ok) return fail(std::move(ok.error()));
  return ids.size();
}

}  // namespace fairway::ledger
