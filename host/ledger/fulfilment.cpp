#include "host/ledger/fulfilment.hpp"

#include "fairway/json.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr const char* kFulfilment =
    "SELECT id, order_id, account, warehouse, scope, reference, part, state, service, remote_id, lines, created_at, "
    "submitted_at FROM fulfilment ";
constexpr const char* kShipment =
    "SELECT id, order_id, fulfilment_id, account, store, remote_id, package_reference, carrier, service, tracking_number, "
    "shipped_at, lines, "
    "state, error, known_at, confirmed_at, verified_at, warning, surplus, unseen, backorder FROM shipment ";

constexpr std::pair<ShipmentState, std::string_view> kShipmentStates[]{{ShipmentState::known, "known"},
                                                                       {ShipmentState::confirmed, "confirmed"},
                                                                       {ShipmentState::verified, "verified"},
                                                                       {ShipmentState::failed, "failed"},
                                                                       {ShipmentState::not_needed, "not-needed"}};

constexpr std::pair<FulfilmentState, std::string_view> kFulfilmentStates[]{
    {FulfilmentState::routed, "routed"},         {FulfilmentState::sending, "sending"},
    {FulfilmentState::submitted, "submitted"},   {FulfilmentState::refused, "refused"},
    {FulfilmentState::cancelling, "cancelling"}, {FulfilmentState::cancelled, "cancelled"}};

// Our own texts: one that is not in the table stands for what somebody must look at.
template <class State, std::size_t N>
State state_of(const std::pair<State, std::string_view> (&table)[N], std::string_view name, State otherwise) {
  for (const auto& [state, text] : table)
    if (text == name) return state;
  return otherwise;
}

template <class State, std::size_t N>
std::string_view text_of(const std::pair<State, std::string_view> (&table)[N], State state) noexcept {
  for (const auto& [known, name] : table)
    if (known == state) return name;
  return "";
}

std::vector<LineQuantity> read_lines(const std::string& text) {
  std::vector<LineQuantity> lines;
  JsonError error;
  read_json(text, lines, error);  // our own text: what cannot be read back is empty
  return lines;
}

Result<std::vector<Fulfilment>> read_fulfilments(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Fulfilment> all;
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back(
        {rows->integer(i, 0), rows->integer(i, 1), rows->text(i, 2), rows->text(i, 3), rows->text(i, 4), rows->text(i, 5),
         rows->integer(i, 6), state_of(kFulfilmentStates, rows->text(i, 7), FulfilmentState::submitted), rows->text(i, 8),
         rows->text(i, 9), read_lines(rows->text(i, 10)), from_ms(rows->integer(i, 11)), instant_at(*rows, i, 12)});
  return all;
}

Result<std::vector<ShipmentRow>> read_shipments(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ShipmentRow> all;
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back({rows->integer(i, 0),
                   rows->integer(i, 1),
                   rows->integer(i, 2),
                   rows->text(i, 3),
                   rows->text(i, 4),
                   rows->text(i, 5),
                   rows->text(i, 6),
                   rows->text(i, 7),
                   rows->text(i, 8),
                   rows->text(i, 9),
                   instant_at(*rows, i, 10),
                   read_lines(rows->text(i, 11)),
                   state_of(kShipmentStates, rows->text(i, 12), ShipmentState::failed),
                   rows->text(i, 13),
                   from_ms(rows->integer(i, 14)),
                   instant_at(*rows, i, 15),
                   instant_at(*rows, i, 16),
                   rows->text(i, 17),
                   read_lines(rows->text(i, 18)),
                   static_cast<ShipmentRow::Unseen>(rows->integer(i, 19)),
                   rows->integer(i, 20) != 0});
  return all;
}

template <class Row>
Status adopt(Result<std::vector<std::int64_t>> ids, std::vector<Row>& rows) {
  if (!ids) return fail(std::move(ids.error()));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].id = (*ids)[i];
  return {};
}

std::vector<Value> keys_of(const std::vector<std::int64_t>& ids) { return {ids.begin(), ids.end()}; }

}  // namespace

std::string_view text(FulfilmentState state) noexcept { return text_of(kFulfilmentStates, state); }
std::string_view text(ShipmentState state) noexcept { return text_of(kShipmentStates, state); }

Status insert(Transaction& tx, std::vector<Fulfilment>& fulfilments) {
  if (fulfilments.empty()) return {};
  Rows rows{{"order_id", Type::integer},
            {"account"},
            {"warehouse"},
            {"scope"},
            {"reference"},
            {"part", Type::integer},
            {"state"},
            {"service"},
            {"remote_id"},
            {"lines"},
            {"created_at", Type::integer},
            {"submitted_at", Type::integer}};
  for (const auto& f : fulfilments)
    rows.add({f.order_id, f.account, f.warehouse, f.scope, f.reference, f.part, std::string(text(f.state)), f.service,
              f.remote_id, to_json(f.lines), to_ms(f.created_at), to_value(f.submitted_at)});
  return adopt(tx.insert("fulfilment", rows), fulfilments);
}

Status update(Transaction& tx, const std::vector<Fulfilment>& fulfilments) {
  if (fulfilments.empty()) return {};
  Rows rows{{"state"}, {"service"}, {"remote_id"}, {"lines"}, {"submitted_at", Type::integer}, {"id", Type::integer}};
  for (const auto& f : fulfilments)
    rows.add({std::string(text(f.state)), f.service, f.remote_id, to_json(f.lines), to_value(f.submitted_at), f.id});
  return done(tx.bulk(
      "UPDATE fulfilment SET state = ?, service = ?, remote_id = ?, lines = ?, submitted_at = ? WHERE id = ?", rows));
}

Result<std::vector<Fulfilment>> fulfilments_by_id(Transaction& tx, const std::vector<std::int64_t>& ids) {
  return read_fulfilments(tx.query_in(std::string(kFulfilment) + "WHERE id IN ({keys})", keys_of(ids)));
}

Result<std::vector<Fulfilment>> fulfilments_of(Transaction& tx, const std::vector<std::int64_t>& order_ids) {
  return read_fulfilments(
      tx.query_in(std::string(kFulfilment) + "WHERE order_id IN ({keys}) ORDER BY id", keys_of(order_ids)));
}

Result<std::vector<Fulfilment>> fulfilments_by_reference(Transaction& tx, const std::string& scope,
                                                         const std::vector<std::string>& references) {
  return read_fulfilments(tx.query_in(std::string(kFulfilment) + "WHERE scope = ? AND reference IN ({keys})",
                                      {references.begin(), references.end()}, {scope}));
}

Status insert(Transaction& tx, std::vector<ShipmentRow>& shipments) {
  if (shipments.empty()) return {};
  Rows rows{{"order_id", Type::integer},
            {"fulfilment_id", Type::integer},
            {"account"},
            {"store"},
            {"remote_id"},
            {"package_reference"},
            {"carrier"},
            {"service"},
            {"tracking_number"},
            {"shipped_at", Type::integer},
            {"lines"},
            {"state"},
            {"error"},
            {"known_at", Type::integer},
            {"confirmed_at", Type::integer},
            {"verified_at", Type::integer},
            {"warning"},
            {"surplus"},
            {"unseen", Type::integer},
            {"backorder", Type::integer}};
  for (const auto& s : shipments)
    rows.add({s.order_id,
              s.fulfilment_id,
              s.account,
              s.store,
              s.remote_id,
              s.package_reference,
              s.carrier,
              s.service,
              s.tracking_number,
              to_value(s.shipped_at),
              to_json(s.lines),
              std::string(text(s.state)),
              s.error,
              to_ms(s.known_at),
              to_value(s.confirmed_at),
              to_value(s.verified_at),
              s.warning,
              to_json(s.surplus),
              static_cast<std::int64_t>(s.unseen),
              static_cast<std::int64_t>(s.backorder)});
  return adopt(tx.insert("shipment", rows), shipments);
}

Status update(Transaction& tx, const std::vector<ShipmentRow>& shipments) {
  if (shipments.empty()) return {};
  Rows rows{{"carrier"},
            {"service"},
            {"tracking_number"},
            {"state"},
            {"error"},
            {"confirmed_at", Type::integer},
            {"verified_at", Type::integer},
            {"warning"},
            {"unseen", Type::integer},
            {"id", Type::integer}};
  for (const auto& s : shipments)
    rows.add({s.carrier, s.service, s.tracking_number, std::string(text(s.state)), s.error, to_value(s.confirmed_at),
              to_value(s.verified_at), s.warning, static_cast<std::int64_t>(s.unseen), s.id});
  return done(
      tx.bulk("UPDATE shipment SET carrier = ?, service = ?, tracking_number = ?, state = ?, error = ?, confirmed_at = ?, "
              "verified_at = ?, warning = ?, unseen = ? WHERE id = ?",
              rows));
}

Result<std::vector<ShipmentRow>> shipments_by_id(Transaction& tx, const std::vector<std::int64_t>& ids) {
  return read_shipments(tx.query_in(std::string(kShipment) + "WHERE id IN ({keys})", keys_of(ids)));
}

Result<std::vector<ShipmentRow>> shipments_unseen(Transaction& tx, const std::string& account, const std::string& store,
                                                  std::size_t limit) {
  return read_shipments(
      tx.query(std::string(kShipment) +
                   "WHERE account = ? AND store = ? AND state = 'confirmed' AND unseen < 2 ORDER BY confirmed_at LIMIT ?",
               {account, store, static_cast<std::int64_t>(limit)}));
}

Result<std::vector<ShipmentRow>> shipments_of(Transaction& tx, const std::vector<std::int64_t>& order_ids) {
  return read_shipments(tx.query_in(std::string(kShipment) + "WHERE order_id IN ({keys}) ORDER BY id", keys_of(order_ids)));
}

}  // namespace fairway::ledger
