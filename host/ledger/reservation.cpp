#include "host/ledger/reservation.hpp"

#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;

}  // namespace

Result<std::vector<Reservation>> reservations_of(Transaction& tx, const std::vector<std::int64_t>& order_ids) {
  std::vector<Reservation> all;
  if (order_ids.empty()) return all;
  auto rows = tx.query_in(
      "SELECT r.id, r.order_id, r.line_id, r.fulfilment_id, b.account, b.warehouse, b.sku, r.quantity, r.sold, r.contained, "
      "r.ended, r.known_at, r.sold_at FROM stock_reservation r JOIN stock_balance b ON b.id = r.balance_id WHERE r.order_id "
      "IN "
      "({keys}) "
      "ORDER BY r.id",
      {order_ids.begin(), order_ids.end()});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back({rows->integer(i, 0),
                   rows->integer(i, 1),
                   rows->text(i, 2),
                   rows->integer(i, 3),
                   {rows->text(i, 4), rows->text(i, 5), rows->text(i, 6)},
                   rows->integer(i, 7),
                   rows->integer(i, 8),
                   rows->integer(i, 9) != 0,
                   rows->integer(i, 10) != 0,
                   instant_at(*rows, i, 11),
                   instant_at(*rows, i, 12)});
  return all;
}

Status Reservations::load(Transaction& tx, std::vector<Reservation> known, std::set<StockItem> more) {
  known_ = std::move(known);
  for (const auto& row : known_) more.insert(row.item);
  return book_.load(tx, more);
}

void Reservations::add(Reservation fresh) {
  auto before = fresh;
  before.quantity = before.sold = 0;
  move(before, fresh);
  fresh_.push_back(std::move(fresh));
}

void Reservations::change(Reservation& row, Reservation to) {
  move(row, to);
  row = std::move(to);
  if (row.quantity == 0 || (row.ended && (row.contained || row.sold == 0))) gone_.push_back(row.id);
  else changed_.push_back(row);
}

void Reservations::release(Reservation& row) {
  auto to = row;
  to.quantity = to.sold;
  change(row, std::move(to));
}

// What a snapshot accounts for moves nothing any more: that it was sold is kept all the same.
void Reservations::move(const Reservation& before, const Reservation& after) {
  const auto sold = after.sold - before.sold;
  const auto more = after.quantity - before.quantity;
  const bool counts = !before.contained;
  if (more != 0 && counts)
    book_.move(after.item, {more > 0 ? Moved::reserved : Moved::released, std::abs(more), 0, more, cause_, after.order_id});
  if (sold != 0) book_.move(after.item, {Moved::sold, sold, counts ? -sold : 0, counts ? -sold : 0, cause_, after.order_id});
}

Status Reservations::write(Transaction& tx) {
  if (auto ok = book_.write(tx); !ok) return ok;
  Rows fresh{{"order_id", Type::integer},   {"line_id"},
             {"balance_id", Type::integer}, {"fulfilment_id", Type::integer},
             {"quantity", Type::integer},   {"sold", Type::integer},
             {"ended", Type::integer},      {"sold_at", Type::integer},
             {"at", Type::integer}};
  for (const auto& r : fresh_)
    fresh.add({r.order_id, r.line_id, book_.at(r.item).id, r.fulfilment_id, r.quantity, r.sold, std::int64_t{r.ended},
               to_value(r.sold_at), to_ms(now_)});
  Rows changed{
      {"fulfilment_id", Type::integer}, {"quantity", Type::integer}, {"sold", Type::integer}, {"ended", Type::integer},
      {"known_at", Type::integer},      {"sold_at", Type::integer},  {"id", Type::integer}};
  for (const auto& r : changed_)
    changed.add(
        {r.fulfilment_id, r.quantity, r.sold, std::int64_t{r.ended}, to_value(r.known_at), to_value(r.sold_at), r.id});
  Rows gone{{"id", Type::integer}};
  for (const auto id : gone_) gone.add({id});
  fresh_.clear(), changed_.clear(), gone_.clear();
  if (auto ok = done(tx.bulk("DELETE FROM stock_reservation WHERE id = ?", gone)); !ok) return ok;
  if (auto ok = done(tx.bulk("UPDATE stock_reservation SET fulfilment_id = ?, quantity = ?, sold = ?, ended = ?, known_at = "
                             "?, sold_at = ? WHERE "
                             "id = ?",
                             changed));
      !ok)
    return ok;
  return done(
      tx.bulk("INSERT INTO stock_reservation (order_id, line_id, balance_id, fulfilment_id, quantity, sold, ended, "
              "sold_at, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              fresh));
}

Status note_known(Transaction& tx, const std::vector<std::pair<std::int64_t, std::int64_t>>& order_and_fulfilment,
                  Instant now) {
  Rows rows{{"known_at", Type::integer}, {"order_id", Type::integer}, {"fulfilment_id", Type::integer}};
  for (const auto& [order, fulfilment] : order_and_fulfilment) rows.add({to_ms(now), order, fulfilment});
  return done(tx.bulk(
      "UPDATE stock_reservation SET known_at = ? WHERE order_id = ? AND fulfilment_id = ? AND known_at IS NULL", rows));
}

Result<bool> any_short(Transaction& tx, const std::string& account, Instant since) {
  auto rows =
      tx.query("SELECT 1 FROM orders WHERE account = ? AND state = 'reserved' AND reason <> '' AND taken_at > ? LIMIT 1",
               {account, to_ms(since)});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

Result<std::vector<std::int64_t>> unpaid_since(Transaction& tx, Instant before, std::size_t limit) {
  auto rows = tx.query(
      "SELECT DISTINCT r.order_id FROM stock_reservation r JOIN orders o ON o.id = r.order_id WHERE r.fulfilment_id = 0 AND "
      "r.at < ? AND (o.state = 'reserved' OR (o.state = 'held' AND o.held_from = 'reserved')) LIMIT ?",
      {to_ms(before), static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
  return ids;
}

}  // namespace fairway::ledger
