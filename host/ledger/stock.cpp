#include "host/ledger/stock.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

constexpr const char* kToCome = ", dated in the future: as of when it came";  // behind the cause of a movement

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

Value optional_number(const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(); }

// What is known of one SKU and location.
struct Shelf {
  std::int64_t available = 0;
  std::optional<Instant> as_of;
  Instant at;  // as_of, else when it came
};
using Shelves = std::map<std::string, std::map<std::string, Shelf>>;  // by SKU and location

Result<Shelves> shelves_of(Transaction& tx, const std::string& account, const std::string& warehouse,
                           const std::set<std::string>& skus, Instant now) {
  auto rows = tx.query_in(
      "SELECT sku, location, available, as_of, seen_at FROM stock_level WHERE account = ? AND warehouse = ? AND sku IN "
      "({keys})",
      {skus.begin(), skus.end()}, {account, warehouse});
  if (!rows) return fail(std::move(rows.error()));
  Shelves out;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto as_of = instant_at(*rows, i, 3);
    if (as_of && *as_of > now + kAheadMost) as_of.reset();
    out[rows->text(i, 0)][rows->text(i, 1)] = {rows->integer(i, 2), as_of, as_of.value_or(from_ms(rows->integer(i, 4)))};
  }
  return out;
}

Status store_levels(Transaction& tx, const std::string& account, const std::string& warehouse,
                    const std::vector<StockLevel>& levels, Instant now) {
  Rows rows{{"account"},
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
      "excluded.as_of >= stock_level.as_of OR stock_level.as_of > excluded.seen_at + " +
          std::to_string(kAheadMost.count()),
      rows));
}

// An item of which the warehouse told something new.
struct Told {
  std::int64_t quantity = 0;
  Instant as_of, latest;  // of the oldest and of the newest of its locations
};

// What the movements of a balance make of it.
struct Summed {
  std::int64_t level = 0;
  std::optional<std::int64_t> told;
};
Result<std::map<std::int64_t, Summed>> summed(Transaction& tx, const std::vector<Value>& balances) {
  std::map<std::int64_t, Summed> out;
  if (balances.empty()) return out;
  auto rows = tx.query_in(fmt::format("SELECT s.balance_id, SUM(s.level), (SELECT m.quantity FROM stock_movement m WHERE "
                                      "m.balance_id = s.balance_id AND {} ORDER BY m.id DESC LIMIT 1) FROM stock_movement s "
                                      "WHERE s.balance_id IN ({{keys}}) GROUP BY s.balance_id",
                                      kTells),
                          balances);
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) out[rows->integer(i, 0)] = {rows->integer(i, 1), rows->maybe_integer(i, 2)};
  return out;
}

class Snapshot {
 public:
  Snapshot(Transaction& tx, const std::string& account, const std::string& warehouse, std::string cause, Instant now)
      : tx_(tx), account_(account), warehouse_(warehouse), cause_(std::move(cause)), now_(now), book_(now) {}

  Status run(const std::vector<StockLevel>& levels) {
    std::set<std::string> skus;
    for (const auto& level : levels) skus.insert(level.sku);
    auto known = shelves_of(tx_, account_, warehouse_, skus, now_);
    if (!known) return fail(std::move(known.error()));
    shelves_ = std::move(*known);
    std::set<StockItem> items;
    for (const auto& sku : skus) items.insert(item(sku));
    if (auto ok = book_.load(tx_, items); !ok) return ok;
    for (const auto& level : levels) place(level);
    find_news(skus);
    if (auto ok = sort_reserved(); !ok) return ok;
    if (auto ok = add_receipts_and_surplus(); !ok) return ok;
    auto before = summed(tx_, ids_of_news());
    if (!before) return fail(std::move(before.error()));
    for (const auto& [sku, told] : news_) apply(sku, told, (*before)[book_.at(item(sku)).id]);
    if (auto ok = book_.write(tx_); !ok) return ok;
    return write_contained();
  }

 private:
  StockItem item(const std::string& sku) const { return {account_, warehouse_, sku}; }

  void place(const StockLevel& level) {
    const auto as_of = level.as_of ? std::optional(to_instant(*level.as_of)) : std::nullopt;
    if (as_of) ahead_ = std::max(ahead_, *as_of - now_);
    auto& of_sku = shelves_[level.sku];
    const auto shelf = of_sku.find(level.location);
    const bool old = shelf != of_sku.end() && as_of && shelf->second.as_of && *as_of < *shelf->second.as_of;
    if (!old) of_sku[level.location] = {level.available, as_of, as_of.value_or(now_)};
    else
      book_.move(item(level.sku),
                 {Moved::snapshot, level.available, 0, 0, cause_ + ", older than what is known", 0, as_of, false});
  }

  void find_news(const std::set<std::string>& skus) {
    for (const auto& sku : skus) {
      Told told{0, Instant::max(), Instant::min()};
      for (const auto& [location, shelf] : shelves_[sku]) {
        told.quantity += shelf.available;
        told.as_of = std::min(told.as_of, shelf.at);
        told.latest = std::max(told.latest, shelf.at);
      }
      const auto& balance = book_.at(item(sku));
      if (balance.told == told.quantity && balance.as_of == told.as_of) continue;
      news_.emplace(sku, told);
      if (balance.id != 0) by_id_.emplace(balance.id, sku);
    }
  }

  std::vector<Value> ids_of_news() const {
    std::vector<Value> ids;
    for (const auto& [id, sku] : by_id_) ids.emplace_back(id);
    return ids;
  }

  // Which of the reservations the snapshot accounts for, and what it does not.
  Status sort_reserved() {
    const auto ids = ids_of_news();
    if (ids.empty()) return {};
    auto rows = tx_.query_in(
        "SELECT r.id, r.balance_id, r.quantity, r.sold, r.ended, r.known_at, r.sold_at, CASE WHEN f.remote_id <> '' AND "
        "f.state IN "
        "('submitted', 'cancelling') THEN f.submitted_at END FROM stock_reservation r LEFT JOIN fulfilment f ON f.id = "
        "r.fulfilment_id WHERE r.contained = 0 AND r.balance_id IN ({keys})",
        ids);
    if (!rows) return fail(std::move(rows.error()));
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto& sku = by_id_.at(rows->integer(i, 1));
      const auto sold = rows->integer(i, 3);
      if (!accounts_for(*rows, i, news_.at(sku).as_of - ahead_)) {
        not_in_it_[sku] += sold;
        continue;
      }
      freed_[sku] += rows->integer(i, 2) - sold;
      (rows->integer(i, 4) != 0 ? gone_ : contained_).add({rows->integer(i, 0)});
    }
    return {};
  }
  // `at`: of the snapshot, by our clock. An answer with the warehouse's own id is its word that it knows the order, a file
  // that was laid down is none until it says so; a parcel proves it.
  static bool accounts_for(const Rows& rows, std::size_t i, Instant at) {
    const auto said = instant_at(rows, i, 5), sold = instant_at(rows, i, 6), answered = instant_at(rows, i, 7);
    const auto known = [&](const std::optional<Instant>& since) { return since && *since <= at - kSettling; };
    return known(said) || known(answered) || (sold && *sold < at);
  }

  // What came and went beside the orders since the snapshot: receipts, and units that nobody had asked for.
  Status add_receipts_and_surplus() {
    const auto ids = ids_of_news();
    if (ids.empty()) return {};
    auto rows = tx_.query_in(
        "SELECT balance_id, kind, level, as_of FROM stock_movement WHERE kind IN ('received', 'sold') AND as_of IS NOT NULL "
        "AND "
        "applied = 1 AND balance_id IN ({keys})",
        ids);
    if (!rows) return fail(std::move(rows.error()));
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto& sku = by_id_.at(rows->integer(i, 0));
      const auto& told = news_.at(sku);
      const auto at = from_ms(rows->integer(i, 3));
      const bool since = rows->text(i, 1) == text(Moved::received) ? at > told.latest : at >= told.as_of - ahead_;
      if (since) not_in_it_[sku] -= rows->integer(i, 2);
    }
    return {};
  }

  // `before`: by the movements. A balance that is off must not make them wrong, since it would be mended to what they say.
  void apply(const std::string& sku, const Told& told, const Summed& before) {
    const auto off = book_.at(item(sku)).level - before.level;
    const auto level = told.quantity - not_in_it_[sku] - before.level;
    const auto freed = freed_[sku];
    if (off != 0) book_.correct(item(sku), before.level);
    if (level != 0 || freed != 0 || off != 0 || before.told != told.quantity)  // else it is news of its time only
      book_.move(item(sku), {Moved::snapshot, told.quantity, level, -freed,
                             off == 0 ? cause_ : fmt::format("{}; the level was off by {:+}", cause_, off), 0, told.as_of});
    book_.told(item(sku), told.quantity, told.as_of);
  }

  Status write_contained() {
    if (auto ok = done(tx_.bulk("UPDATE stock_reservation SET contained = 1 WHERE id = ?", contained_)); !ok) return ok;
    return done(tx_.bulk("DELETE FROM stock_reservation WHERE id = ?", gone_));
  }

  Transaction& tx_;
  const std::string &account_, &warehouse_;
  std::string cause_;
  Instant now_;
  StockBook book_;
  Shelves shelves_;
  Millis ahead_{0};
  std::map<std::string, Told> news_;                       // by SKU
  std::map<std::int64_t, std::string> by_id_;              // balances of the news
  std::map<std::string, std::int64_t> not_in_it_, freed_;  // units by SKU
  Rows contained_{{"id", Type::integer}}, gone_{{"id", Type::integer}};
};

}  // namespace

Status keep_levels(Transaction& tx, const std::string& account, const std::string& warehouse, std::vector<StockLevel> levels,
                   std::string cause, Instant now) {
  if (levels.empty()) return {};
  bool wrongly = false;
  for (auto& level : levels)
    if (is_to_come(level, now)) level.as_of.reset(), wrongly = true;
  if (wrongly) cause += kToCome;
  if (auto ok = Snapshot(tx, account, warehouse, std::move(cause), now).run(levels); !ok) return ok;
  return store_levels(tx, account, warehouse, levels, now);
}

Result<std::vector<StockLevel>> untold_as_zero(Transaction& tx, const std::string& account, const std::string& warehouse,
                                               const std::set<std::string>& locations, Instant since) {
  auto rows = tx.query(
      "SELECT sku, location FROM stock_level WHERE account = ? AND warehouse = ? AND seen_at < ? AND available <> 0",
      {account, warehouse, to_ms(since)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<StockLevel> out;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if (!locations.contains(rows->text(i, 1))) continue;
    StockLevel level;
    level.sku = rows->text(i, 0);
    level.location = rows->text(i, 1);
    out.push_back(std::move(level));
  }
  return out;
}

Status take_receipts(Transaction& tx, const std::string& account, const std::string& warehouse,
                     const std::vector<Receipt>& receipts, const std::string& cause, Instant now) {
  if (receipts.empty()) return {};
  std::set<StockItem> items;
  for (const auto& receipt : receipts) items.insert({account, warehouse, receipt.sku});
  StockBook book(now);
  if (auto ok = book.load(tx, items); !ok) return ok;
  std::vector<Value> ids;
  for (const auto& item : items)
    if (book.at(item).id != 0) ids.emplace_back(book.at(item).id);
  auto rows = tx.query_in(
      "SELECT balance_id, as_of, cause FROM stock_movement WHERE kind = 'received' AND balance_id IN ({keys})", ids);
  if (!rows) return fail(std::move(rows.error()));
  const auto wrongly = cause + kToCome;
  std::set<std::tuple<std::int64_t, Instant, std::string>> taken;
  std::set<std::pair<std::int64_t, std::string>>
      by_cause;  // of those that were dated wrongly, which have no date of their own
  for (std::size_t i = 0; i < rows->size(); ++i) {
    taken.emplace(rows->integer(i, 0), from_ms(rows->integer(i, 1)), rows->text(i, 2));
    by_cause.emplace(rows->integer(i, 0), rows->text(i, 2));
  }
  for (const auto& receipt : receipts) {
    const StockItem item{account, warehouse, receipt.sku};
    const auto& balance = book.at(item);
    // What was dated too far ahead when it came may be read again once its day is near.
    if (by_cause.contains({balance.id, wrongly}) || taken.contains({balance.id, receipt.at, cause})) continue;
    const bool to_come = is_to_come(receipt, now);
    const auto& why = to_come ? wrongly : cause;
    const auto at = to_come ? now : receipt.at;
    const bool counts = !balance.as_of || at > *balance.as_of;
    book.move(item, {Moved::received, receipt.quantity, counts ? receipt.quantity : 0, 0, why, 0, at, counts});
  }
  return book.write(tx);
}

Status take_surplus(Transaction& tx, const std::string& account, const std::string& warehouse,
                    const std::vector<Surplus>& surplus, const std::string& cause, Instant now) {
  if (surplus.empty()) return {};
  std::set<StockItem> items;
  for (const auto& one : surplus) items.insert({account, warehouse, one.sku});
  StockBook book(now);
  if (auto ok = book.load(tx, items); !ok) return ok;
  for (const auto& one : surplus)
    book.move({account, warehouse, one.sku}, {Moved::sold, one.quantity, -one.quantity, 0, cause, one.order_id, now});
  return book.write(tx);
}

}  // namespace fairway::ledger
