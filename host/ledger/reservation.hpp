// What orders hold of the stock: units that no snapshot of the warehouse accounts for yet. One row for each line of an order
// at each warehouse that it is to come from, written with its movements in one transaction.
#pragma once
#include <set>

#include "host/ledger/stock_book.hpp"

namespace fairway::ledger {

struct Reservation {
  std::int64_t id = 0;
  std::int64_t order_id = 0;
  std::string line_id;
  std::int64_t fulfilment_id = 0;  // 0: nobody is asked to ship it yet
  StockItem item;
  std::int64_t quantity = 0, sold = 0;
  // A snapshot accounts for it; it is kept while the order is open, so that it is not reserved twice.
  bool contained = false;
  bool ended = false;  // the order is closed
  std::optional<Instant> known_at{}, sold_at{};
  std::int64_t held() const { return contained ? 0 : quantity - sold; }
};
Result<std::vector<Reservation>> reservations_of(storage::Transaction&, const std::vector<std::int64_t>& order_ids);

// Reservations in one transaction: what is changed here is what is moved.
class Reservations {
 public:
  Reservations(Instant now, std::string cause) : now_(now), cause_(std::move(cause)), book_(now) {}
  Status load(storage::Transaction& tx, std::vector<Reservation> known, std::set<StockItem> more);
  std::vector<Reservation>& known() noexcept { return known_; }
  std::optional<std::int64_t> available(const StockItem& item) { return book_.at(item).available(); }
  // Of the movements that follow.
  void cause(const std::string& text) { cause_ = text; }

  void add(Reservation fresh);
  // `to` is one of known(), as it shall be: the difference is moved. One that holds nothing and sold nothing goes, and so
  // does one that is contained and ended.
  void change(Reservation& row, Reservation to);
  void release(Reservation& row);  // what is not sold of it
  Status write(storage::Transaction& tx);

 private:
  void move(const Reservation& before, const Reservation& after);

  Instant now_;
  std::string cause_;
  StockBook book_;
  std::vector<Reservation> known_, fresh_;
  std::vector<Reservation> changed_;
  std::vector<std::int64_t> gone_;
};

// What an order that nobody is asked to ship yet wants of one warehouse.
struct Wanted {
  std::int64_t order_id = 0;
  std::string line_id;
  StockItem item;
  std::int64_t quantity = 0;
};
struct Granted {
  bool granted = false;
  std::optional<std::int64_t> available;  // what there was for it; none: unknown, and nothing is held back for that
};
// Reserves for these orders what is wanted, in its order, each line whole or not at all; what they hold otherwise and is not
// wanted is released. The same again changes nothing. Atomic: one that is granted is there, whoever else asks, since who
// writes holds the database. An answer for each of `wanted`.
Result<std::vector<Granted>> reserve(storage::Transaction&, const std::vector<std::int64_t>& order_ids,
                                     const std::vector<Wanted>& wanted, const std::string& cause, Instant now);

// Orders as they are after what happened to them in this transaction, once their fulfilment orders and parcels are stored.
struct Followed {
  std::int64_t order_id = 0;
  std::string account;
  bool closed = false;
  std::string cause;
};
// What they hold follows: who is asked to ship holds it for them, parcels turn it into sold, a refusal, a cancellation or
// the order's end set it free. It is derived from what is stored, so the same twice is as once.
Status follow_orders(storage::Transaction&, const std::vector<Followed>& orders, Instant now);

// The warehouse knows these fulfilment orders of the orders, by what it said itself.
Status note_known(storage::Transaction&, const std::vector<std::pair<std::int64_t, std::int64_t>>& order_and_fulfilment,
                  Instant now);

// Is there an order that is not paid, came after `since` and could not reserve all that it wants?
Result<bool> any_short(storage::Transaction&, const std::string& account, Instant since);

// Orders that hold stock since before `before` and are still not paid; at most `limit`.
Result<std::vector<std::int64_t>> unpaid_since(storage::Transaction&, Instant before, std::size_t limit);

}  // namespace fairway::ledger
