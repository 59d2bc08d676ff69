#include "host/ledger/order.hpp"

#include "host/ledger/reservation.hpp"
#include "fairway/json.hpp"

namespace fairway::ledger {
namespace {

using storage::Blob;
using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr const char* kColumns =
    "id, account, store, store_id, plugin, seller, channel_order_id, state, reason, held_from, channel_status, "
    "fulfilled_by, marketplace, "
    "ship_service, ship_category, country, service, service_rule, ship_by, created_at, updated_at, taken_at, closed_at, "
    "ack_state, "
    "late_alarm, confirmation_needed, document, pii, pii_key, correction, correction_pii, resubmit, "
    "read_at, gate_since, cancel_request, cancel_declined, given_up";

// Our own text: what cannot be read back is empty.
std::vector<LineQuantity> lines_of(const std::string& text) {
  std::vector<LineQuantity> lines;
  JsonError error;
  if (!text.empty()) read_json(text, lines, error);
  return lines;
}

std::string_view text_of(AckState ack) { return ack == AckState::due ? "due" : ack == AckState::sent ? "sent" : ""; }
AckState ack_of(std::string_view text) {
  return text == "due" ? AckState::due : text == "sent" ? AckState::sent : AckState::none;
}

// The part of a correction that is about nobody.
Correction read_correction(const std::string& text) {
  Correction out;
  const auto data = text.empty() ? json::value() : parse_json(text).value_or(json::value());
  out.service = text_at(data, "service");
  if (find(data, "country")) out.country = text_at(data, "country");
  if (find(data, "state")) out.state = text_at(data, "state");
  return out;
}

std::string written(const Correction& correction) {
  json::object out;
  if (!correction.service.empty()) out["service"] = correction.service;
  if (correction.country) out["country"] = *correction.country;
  if (correction.state) out["state"] = *correction.state;
  return out.empty() ? std::string() : json::serialize(out);
}

OrderRow read(const Rows& rows, std::size_t i) {
  OrderRow o;
  std::size_t c = 0;
  o.id = rows.integer(i, c++);
  o.account = rows.text(i, c++);
  o.store = rows.text(i, c++);
  o.store_id = rows.integer(i, c++);
  o.plugin = rows.text(i, c++);
  o.seller = rows.text(i, c++);
  o.channel_order_id = rows.text(i, c++);
  o.state = parse_state(rows.text(i, c++)).value_or(State::failed);
  o.reason = rows.text(i, c++);
  o.held_from = parse_state(rows.text(i, c++)).value_or(State::received);
  o.channel_status = rows.text(i, c++);
  o.fulfilled_by = rows.text(i, c++);
  o.marketplace = rows.text(i, c++);
  o.ship_service = rows.text(i, c++);
  o.ship_category = rows.text(i, c++);
  o.country = rows.text(i, c++);
  o.service = rows.text(i, c++);
  o.service_rule = rows.text(i, c++);
  o.ship_by = instant_at(rows, i, c++);
  o.created_at = from_ms(rows.integer(i, c++));
  o.updated_at = from_ms(rows.integer(i, c++));
  o.taken_at = from_ms(rows.integer(i, c++));
  o.closed_at = instant_at(rows, i, c++);
  o.ack = ack_of(rows.text(i, c++));
  o.late_alarm = rows.integer(i, c++) != 0;
  o.confirmation_needed = rows.integer(i, c++) != 0;
  o.document = rows.text(i, c++);
  o.pii.bytes = rows.text(i, c++);
  o.pii.key_id = rows.text(i, c++);
  o.correction = read_correction(rows.text(i, c++));
  o.correction.sealed = rows.text(i, c++);
  o.resubmit = rows.integer(i, c++) != 0;
  o.read_at = from_ms(rows.integer(i, c++));
  o.gate_since = instant_at(rows, i, c++);
  o.cancel_request = rows.text(i, c++);
  o.cancel_declined = rows.integer(i, c++) != 0;
  o.given_up = lines_of(rows.text(i, c++));
  return o;
}

Result<Orders> read_all(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  Orders orders;
  orders.reserve(rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i) orders.push_back(read(*rows, i));
  return orders;
}

// What may change after an order was stored; the same list, in the same order, for INSERT and UPDATE.
const std::vector<storage::Column> kMutable{{"state"},
                                            {"reason"},
                                            {"held_from"},
                                            {"channel_status"},
                                            {"fulfilled_by"},
                                            {"ship_service"},
                                            {"ship_category"},
                                            {"country"},
                                            {"service"},
                                            {"service_rule"},
                                            {"ship_by", Type::integer},
                                            {"updated_at", Type::integer},
                                            {"closed_at", Type::integer},
                                            {"ack_state"},
                                            {"late_alarm", Type::integer},
                                            {"confirmation_needed", Type::integer},
                                            {"document"},
                                            {"pii", Type::blob},
                                            {"pii_key"},
                                            {"correction"},
                                            {"correction_pii", Type::blob},
                                            {"resubmit", Type::integer},
                                            {"read_at", Type::integer},
                                            {"gate_since", Type::integer},
                                            {"cancel_request"},
                                            {"cancel_declined", Type::integer},
                                            {"given_up"}};

std::vector<Value> mutable_values(const OrderRow& o) {
  return {std::string(text(o.state)),
          o.reason,
          std::string(text(o.held_from)),
          o.channel_status,
          o.fulfilled_by,
          o.ship_service,
          o.ship_category,
          o.country,
          o.service,
          o.service_rule,
          to_value(o.ship_by),
          to_ms(o.updated_at),
          to_value(o.closed_at),
          std::string(text_of(o.ack)),
          std::int64_t{o.late_alarm},
          std::int64_t{o.confirmation_needed},
          o.document,
          o.pii.key_id.empty() ? Value() : Value(Blob{o.pii.bytes}),
          o.pii.key_id.empty() ? Value() : Value(o.pii.key_id),
          written(o.correction),
          o.pii.key_id.empty() || o.correction.sealed.empty() ? Value() : Value(Blob{o.correction.sealed}),
          std::int64_t{o.resubmit},
          to_ms(o.read_at),
          to_value(o.gate_since),
          o.cancel_request,
          std::int64_t{o.cancel_declined},
          o.given_up.empty() ? std::string() : to_json(o.given_up)};
}

Status insert(Transaction& tx, const std::vector<OrderRow*>& fresh) {
  if (fresh.empty()) return {};
  auto columns = kMutable;
  const std::vector<storage::Column> fixed{{"account"},
                                           {"store"},
                                           {"store_id", Type::integer},
                                           {"plugin"},
                                           {"seller"},
                                           {"channel_order_id"},
                                           {"marketplace"},
                                           {"created_at", Type::integer},
                                           {"taken_at", Type::integer}};
  columns.insert(columns.end(), fixed.begin(), fixed.end());
  Rows rows(std::move(columns));
  for (const auto* o : fresh) {
    auto values = mutable_values(*o);
    const std::vector<Value> rest{o->account,          o->store,       o->store_id,          o->plugin,         o->seller,
                                  o->channel_order_id, o->marketplace, to_ms(o->created_at), to_ms(o->taken_at)};
    values.insert(values.end(), rest.begin(), rest.end());
    rows.add(std::move(values));
  }
  auto ids = tx.insert("orders", rows);
  if (!ids) return fail(std::move(ids.error()));
  for (std::size_t i = 0; i < fresh.size(); ++i) fresh[i]->id = (*ids)[i];
  return {};
}

Status update(Transaction& tx, const std::vector<OrderRow*>& changed) {
  if (changed.empty()) return {};
  auto columns = kMutable;
  std::string sets;
  for (const auto& column : columns) sets += (sets.empty() ? "" : ", ") + column.name + " = ?";
  columns.push_back({"id", Type::integer});
  Rows rows(std::move(columns));
  for (const auto* o : changed) {
    auto values = mutable_values(*o);
    values.emplace_back(o->id);
    rows.add(std::move(values));
  }
  return done(tx.bulk("UPDATE orders SET " + sets + " WHERE id = ?", rows));
}

using StateChanges = std::map<std::pair<std::string, State>, std::int64_t>;  // by account and state
Status count(Transaction& tx, const StateChanges& changes) {
  Rows rows{{"account"}, {"state"}, {"orders", Type::integer}};
  for (const auto& [of, change] : changes)
    if (change != 0) rows.add({of.first, std::string(text(of.second)), change});
  if (rows.empty()) return {};
  return done(
      tx.bulk("INSERT INTO order_count (account, state, orders) VALUES (?, ?, ?) "
              "ON CONFLICT (account, state) DO UPDATE SET orders = orders + excluded.orders",
              rows));
}

// After which of them who ships what of the order may be another than before.
bool moves_stock(Event event) {
  switch (event) {
    case Event::routed:
    case Event::refused:
    case Event::refused_part:
    case Event::shipped_part:
    case Event::shipped:
    case Event::confirmed:
    case Event::cancelled:
    case Event::lines_cancelled:
    case Event::dropped:
    case Event::observed:
    case Event::retried:
    case Event::notice: return true;
    default: return false;
  }
}

bool leaves_stock(Event event) { return event == Event::shipped_part || event == Event::shipped; }

}  // namespace

Result<Orders> orders_by_channel_id(Transaction& tx, const std::string& plugin, const std::string& seller,
                                    const std::vector<std::string>& ids) {
  return read_all(tx.query_in(
      std::string("SELECT ") + kColumns + " FROM orders WHERE plugin = ? AND seller = ? AND channel_order_id IN ({keys})",
      std::vector<Value>(ids.begin(), ids.end()), {plugin, seller}));
}

Result<Orders> orders_by_id(Transaction& tx, const std::vector<std::int64_t>& ids) {
  return read_all(tx.query_in(std::string("SELECT ") + kColumns + " FROM orders WHERE id IN ({keys})",
                              std::vector<Value>(ids.begin(), ids.end())));
}

Status note_read(Transaction& tx, const std::vector<std::int64_t>& ids, Instant at) {
  Rows rows{{"read_at", Type::integer}, {"id", Type::integer}};
  for (const auto id : ids) rows.add({to_ms(at), id});
  if (rows.empty()) return {};
  return done(tx.bulk("UPDATE orders SET read_at = ?, gate_since = NULL WHERE id = ?", rows));
}

Status note_unread(Transaction& tx, const std::vector<std::int64_t>& ids, Instant since) {
  Rows rows{{"gate_since", Type::integer}, {"id", Type::integer}};
  for (const auto id : ids) rows.add({to_ms(since), id});
  if (rows.empty()) return {};
  return done(tx.bulk("UPDATE orders SET gate_since = ? WHERE id = ?", rows));
}

Result<Orders> orders_in_state(Transaction& tx, const std::string& account, State state, std::int64_t after_id,
                               std::size_t limit) {
  return read_all(tx.query(
      std::string("SELECT ") + kColumns + " FROM orders WHERE account = ? AND state = ? AND id > ? ORDER BY id LIMIT ?",
      {account, std::string(text(state)), after_id, static_cast<std::int64_t>(limit)}));
}

Result<Orders> orders_to_acknowledge(Transaction& tx, const std::string& account, const std::string& store,
                                     std::size_t limit) {
  return read_all(tx.query(std::string("SELECT ") + kColumns +
                               " FROM orders WHERE ack_state = 'due' AND account = ? AND store = ? ORDER BY id LIMIT ?",
                           {account, store, static_cast<std::int64_t>(limit)}));
}

Result<Orders> orders_sent_last(Transaction& tx, const std::string& account, const std::string& warehouse,
                                std::size_t limit) {
  return read_all(tx.query(std::string("SELECT ") + kColumns +
                               " FROM orders WHERE id IN (SELECT order_id FROM fulfilment WHERE account = ? AND "
                               "warehouse = ? ORDER BY id DESC LIMIT ?)",
                           {account, warehouse, static_cast<std::int64_t>(limit)}));
}

Result<bool> any_in_state(Transaction& tx, const std::string& account, State state, std::int64_t after_id) {
  auto rows = tx.query("SELECT 1 FROM orders WHERE account = ? AND state = ? AND id > ? LIMIT 1",
                       {account, std::string(text(state)), after_id});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

Result<std::vector<std::int64_t>> orders_to_redact(Transaction& tx, const std::string& account, Instant until,
                                                   Instant limit_of_all, std::size_t most) {
  const auto limit = static_cast<std::int64_t>(most);
  std::vector<std::int64_t> ids;
  const auto collect = [&](Result<Rows> rows) -> Status {
    if (!rows) return fail(std::move(rows.error()));
    for (std::size_t i = 0; i < rows->size() && ids.size() < most; ++i) ids.push_back(rows->integer(i, 0));
    return {};
  };
  auto ok = collect(tx.query(
      "SELECT id FROM orders WHERE closed_at IS NOT NULL AND closed_at < ? AND account = ? AND pii_key IS NOT NULL LIMIT ?",
      {to_ms(until), account, limit}));
  if (!ok) return fail(std::move(ok.error()));
  ok = collect(
      tx.query("SELECT id FROM orders WHERE account = ? AND closed_at IS NULL AND pii_key IS NOT NULL AND taken_at < ? "
               "AND (taken_at < ? OR (state IN ('shipped', 'partially-shipped') AND NOT EXISTS (SELECT 1 FROM "
               "shipment s WHERE s.order_id = orders.id AND s.known_at >= ?) AND NOT EXISTS (SELECT 1 FROM fulfilment f "
               "WHERE f.order_id = orders.id AND f.state IN ('routed', 'sending')))) LIMIT ?",
               {account, to_ms(until), to_ms(limit_of_all), to_ms(until), limit}));
  if (!ok) return fail(std::move(ok.error()));
  return ids;
}

Result<std::vector<std::string>> accounts_with_orders(Transaction& tx) {
  auto rows = tx.query("SELECT DISTINCT account FROM store");  // a store's row outlives its configuration
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rows->size(); ++i) names.push_back(rows->text(i, 0));
  return names;
}

Result<std::size_t> strip_orders(Transaction& tx, Instant until, std::size_t limit) {
  auto old = tx.query(
      "SELECT id FROM orders WHERE closed_at IS NOT NULL AND closed_at < ? AND document <> '{}' AND pii_key IS NULL LIMIT ?",
      {to_ms(until), static_cast<std::int64_t>(limit)});
  if (!old) return fail(std::move(old.error()));
  Rows ids{{"id", Type::integer}};
  for (std::size_t i = 0; i < old->size(); ++i) ids.add({old->integer(i, 0)});
  if (ids.empty()) return std::size_t{0};
  for (const auto* sql : {"DELETE FROM order_event WHERE order_id = ?", "DELETE FROM shipment WHERE order_id = ?",
                          "DELETE FROM cancellation WHERE order_id = ?", "UPDATE orders SET document = '{}' WHERE id = ?"})
    if (auto done = tx.bulk(sql, ids); !done) return fail(std::move(done.error()));
  return ids.size();
}

Result<std::vector<std::int64_t>> newest_orders(Transaction& tx, const std::string& account, std::size_t limit,
                                                std::optional<State> in) {
  const auto most = static_cast<std::int64_t>(limit);
  auto rows = in ? tx.query("SELECT id FROM orders WHERE account = ? AND state = ? ORDER BY id DESC LIMIT ?",
                            {account, std::string(text(*in)), most})
                 : tx.query("SELECT id FROM orders WHERE account = ? ORDER BY id DESC LIMIT ?", {account, most});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
  return ids;
}

Result<std::vector<StateCount>> state_counts(Transaction& tx) {
  auto rows = tx.query("SELECT account, state, orders FROM order_count WHERE orders > 0");
  if (!rows) return fail(std::move(rows.error()));
  std::vector<StateCount> counts;
  for (std::size_t i = 0; i < rows->size(); ++i) counts.push_back({rows->text(i, 0), rows->text(i, 1), rows->integer(i, 2)});
  return counts;
}

Result<Orders> orders_due(Transaction& tx, Instant until, std::size_t limit) {
  return read_all(tx.query(std::string("SELECT ") + kColumns +
                               " FROM orders WHERE closed_at IS NULL AND ship_by IS NOT NULL AND ship_by <= ? "
                               "AND late_alarm = 0 AND state NOT IN ('shipped', 'reserved') ORDER BY ship_by LIMIT ?",
                           {to_ms(until), static_cast<std::int64_t>(limit)}));
}

void Ledger::record(OrderRow& order, Event event, std::string cause, const json::object& data) {
  touch(order);
  if (event == Event::held && order.state != State::held) order.held_from = order.state;
  if (order.state == State::held && moves_underneath(event)) {
    order.held_from = next(order.held_from, event, order.held_from);
  } else {
    order.state = next(order.state, event, order.held_from);
  }
  if (is_closed(order.state) && !order.closed_at) order.closed_at = now_;
  if (!is_closed(order.state)) order.closed_at.reset();
  entries_.push_back({&order, event, std::move(cause), data.empty() ? std::string() : json::serialize(data)});
}

void Ledger::touch(OrderRow& order) {
  if (known_.insert(&order).second) touched_.push_back({&order, order.state});
}

Status Ledger::flush(Transaction& tx) {
  std::vector<OrderRow*> fresh, changed;
  std::map<std::int64_t, Followed> followed;
  StateChanges counts;
  for (const auto& [order, before] : touched_) {
    (order->id == 0 ? fresh : changed).push_back(order);
    if (order->id != 0) --counts[{order->account, before}];
    ++counts[{order->account, order->state}];
    if (order->id != 0 && !(is_closed(before) && is_closed(order->state)))
      followed[order->id] = {order->id, order->account, is_closed(order->state), {}};
  }
  for (const auto& entry : entries_)  // what ships of an order that was over leaves the stock all the same
    if (entry.order->id != 0 && leaves_stock(entry.event))
      followed[entry.order->id] = {entry.order->id, entry.order->account, is_closed(entry.order->state), {}};
  if (auto ok = insert(tx, fresh); !ok) return ok;
  if (auto ok = update(tx, changed); !ok) return ok;
  if (auto ok = count(tx, counts); !ok) return ok;
  Rows rows{{"order_id", Type::integer}, {"at", Type::integer}, {"type"}, {"cause"}, {"data"}};
  std::vector<Followed> moved;
  for (auto& entry : entries_) {
    if (const auto found = followed.find(entry.order->id); found != followed.end() && moves_stock(entry.event)) {
      found->second.cause = entry.cause;
      moved.push_back(std::move(found->second));
      followed.erase(found);
    }
    rows.add({entry.order->id, to_ms(now_), std::string(text(entry.event)), std::move(entry.cause), std::move(entry.data)});
  }
  entries_.clear();
  touched_.clear();
  known_.clear();
  if (rows.empty()) return {};
  if (auto ok = done(tx.bulk("INSERT INTO order_event (order_id, at, type, cause, data) VALUES (?, ?, ?, ?, ?)", rows)); !ok)
    return ok;
  return follow_orders(tx, moved, now_);
}

}  // namespace fairway::ledger
