// What happened to orders, read back.
#include "host/ledger/order.hpp"

namespace fairway::ledger {

using storage::Rows;
using storage::Transaction;
using storage::Value;

namespace {

constexpr std::string_view kSelectEvents = "SELECT id, order_id, at, type, cause, data FROM order_event";

Result<std::vector<EventRow>> read_events(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<EventRow> events;
  events.reserve(rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i)
    events.push_back({rows->integer(i, 0), rows->integer(i, 1), from_ms(rows->integer(i, 2)), rows->text(i, 3),
                      rows->text(i, 4), rows->text(i, 5)});
  return events;
}

}  // namespace

Result<std::vector<EventRow>> events_of(Transaction& tx, std::int64_t order_id) {
  return read_events(tx.query(std::string(kSelectEvents) + " WHERE order_id = ? ORDER BY id", {order_id}));
}

Result<std::vector<EventRow>> events_of(Transaction& tx, const std::vector<std::int64_t>& order_ids,
                                        const std::vector<Event>& types) {
  std::vector<Value> names;
  std::string holes;
  for (const auto type : types) {
    names.emplace_back(std::string(text(type)));
    holes += holes.empty() ? "?" : ", ?";
  }
  return read_events(
      tx.query_in(std::string(kSelectEvents) + " WHERE type IN (" + holes + ") AND order_id IN ({keys}) ORDER BY id",
                  std::vector<Value>(order_ids.begin(), order_ids.end()), names));
}

}  // namespace fairway::ledger
