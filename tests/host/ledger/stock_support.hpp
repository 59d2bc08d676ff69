// Stock, orders and those who ship them as records, without flows: what a warehouse tells, and what happens to orders.
#pragma once
#include "host/ledger/available.hpp"
#include "host/ledger/fulfilment.hpp"
#include "host/ledger/reservation.hpp"
#include "host/ledger/stock.hpp"
#include "host/ledger/stock_proof.hpp"
#include "host/ledger/values.hpp"
#include "tests/host/ledger/support.hpp"

namespace fairway::ledger::test {

using storage::Transaction;
using namespace std::chrono_literals;

inline StockLevel level_of(const std::string& sku, std::int64_t available, std::optional<Instant> as_of,
                           const std::string& location = {}) {
  StockLevel level;
  level.sku = sku, level.available = available, level.location = location;
  if (as_of) level.as_of = to_time(*as_of);
  return level;
}

struct StockTest : LedgerTest {
  void tell(const std::string& sku, std::int64_t available, std::optional<Instant> as_of, const std::string& location = {}) {
    must(write([&](Transaction& tx) {
      return keep_levels(tx, "acme", "west", {level_of(sku, available, as_of, location)}, "test", now);
    }));
  }
  // What may be promised; none: unknown.
  std::optional<std::int64_t> available(const std::string& sku) {
    const auto all = must(available_of(*must(db->read()), "acme", {sku}));
    return all.empty() ? std::nullopt : std::optional(all.front().available);
  }
  // An order in state reserved, its one line wanting `quantity` of `sku`.
  std::int64_t pending(const std::string& id) {
    auto row = some_order(id);
    must(write([&](Transaction& tx) {
      Ledger ledger(now);
      ledger.record(row, Event::reserved, "test");
      return ledger.flush(tx);
    }));
    return row.id;
  }
  bool wants(std::int64_t order, const std::string& sku, std::int64_t quantity) {
    return must(write([&](Transaction& tx) {
             return reserve(tx, {order}, {{order, "L1", {"acme", "west", sku}, quantity}}, "test", now);
           }))
        .at(0)
        .granted;
  }
  // Records events of a stored order after `change` of its fulfilment orders and parcels.
  void happens(
      std::int64_t order, const std::vector<Event>& events,
      const std::function<Status(Transaction&)>& change = [](Transaction&) { return Status(); }) {
    must(write([&](Transaction& tx) -> Status {
      if (auto ok = change(tx); !ok) return ok;
      auto row = must(orders_by_id(tx, {order})).at(0);
      Ledger ledger(now);
      for (const auto event : events) ledger.record(row, event, "test");
      return ledger.flush(tx);
    }));
  }
  std::int64_t route(std::int64_t order, const std::string& sku, std::int64_t quantity, const std::string& at = "west") {
    Fulfilment f;
    f.order_id = order, f.account = "acme", f.warehouse = f.scope = at;
    f.reference = at + std::to_string(order) + "-" + std::to_string(++references);
    f.lines = {{"L1", sku, quantity}};
    f.created_at = now;
    std::vector<Fulfilment> all{f};
    happens(order, {Event::routed}, [&](Transaction& tx) { return insert(tx, all); });
    return all[0].id;
  }
  void becomes(std::int64_t fulfilment, FulfilmentState state, const std::string& remote_id,
               const std::vector<Event>& events) {
    auto f = must(fulfilments_by_id(*must(db->read()), {fulfilment})).at(0);
    f.state = state;
    f.remote_id = remote_id;
    if (state == FulfilmentState::submitted) f.submitted_at = now;
    happens(f.order_id, events, [&](Transaction& tx) { return update(tx, {f}); });
  }
  void ship(std::int64_t fulfilment, std::int64_t quantity, Event event) {
    const auto f = must(fulfilments_by_id(*must(db->read()), {fulfilment})).at(0);
    ShipmentRow s;
    s.order_id = f.order_id, s.fulfilment_id = f.id, s.account = "acme", s.store = "us-main", s.known_at = now;
    s.remote_id = s.package_reference = std::to_string(++references);
    s.lines = {{"L1", f.lines.at(0).sku, quantity}};
    happens(f.order_id, {event}, [&](Transaction& tx) {
      std::vector<ShipmentRow> all{s};
      return insert(tx, all);
    });
  }
  // "snapshot 5 +5 +0, reserved 1 +0 +1": what moved the stock of all items, the oldest first.
  std::string movements() {
    const auto rows =
        must(must(db->read())->query("SELECT kind, quantity, level, reserved, applied FROM stock_movement ORDER BY id"));
    std::string out;
    for (std::size_t i = 0; i < rows.size(); ++i)
      out += fmt::format("{}{} {} {:+} {:+}{}", i == 0 ? "" : ", ", rows.text(i, 0), rows.integer(i, 1), rows.integer(i, 2),
                         rows.integer(i, 3), rows.integer(i, 4) != 0 ? "" : " old");
    return out;
  }
  std::int64_t number(const std::string& sql) { return must(must(db->read())->query(sql)).integer(0, 0); }
  std::vector<StockDifference> differences() { return must(prove_stock(*must(db->read()), "acme")); }

  Instant now = kStart;
  int references = 0;
};

}  // namespace fairway::ledger::test
