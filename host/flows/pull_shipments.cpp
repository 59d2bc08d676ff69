// Parcels and stock levels come from the warehouse: by polling, or at once by a webhook that was stored first.
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/intake.hpp"
#include "host/flows/judge.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/shipping.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/verbs.hpp"
#include "host/flows/warehouse_sink.hpp"

namespace fairway::flows {
namespace {

using storage::Blob;
using storage::Rows;
using storage::Type;
using storage::Value;

Value optional_number(const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(); }

// The latest level of each SKU. One older than what is known is kept out: a slow page must not undo a newer one.
Status take_stock(Context& context, Unit& unit, const WarehousePlace& place, const plugins::Batch& batch) {
  Rows rows{{"account"},
            {"warehouse"},
            {"sku"},
            {"location"},
            {"available", Type::integer},
            {"on_hand", Type::integer},
            {"committed", Type::integer},
            {"as_of", Type::integer},
            {"seen_at", Type::integer}};
  auto rejects = batch.rejects;
  for (const auto& document : batch.documents) {
    if (document.schema != StockLevel::kSchema) continue;
    StockLevel level;
    if (JsonError error; !read_json(document.body, level, error)) {
      rejects.push_back({document.body, document.schema, error.pointer, error.message});
      continue;
    }
    rows.add({place.account->name, place.warehouse->name, level.sku, level.location, level.available,
              optional_number(level.on_hand), optional_number(level.committed),
              level.as_of ? Value(level.as_of->ms) : Value(), context.clock.now().time_since_epoch().count()});
  }
  if (!rows.empty()) {
    auto done = unit.tx().bulk(
        "INSERT INTO stock_level (account, warehouse, sku, location, available, on_hand, committed, as_of, seen_at) VALUES "
        "(?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (account, warehouse, sku, location) DO UPDATE SET available = excluded.available, on_hand = "
        "excluded.on_hand, "
        "committed = excluded.committed, as_of = excluded.as_of, seen_at = excluded.seen_at "
        "WHERE excluded.as_of IS NULL OR as_of IS NULL OR excluded.as_of >= as_of",
        rows);
    if (!done) return fail(std::move(done.error()));
  }
  return set_aside(context, unit, place.account->name, place.warehouse->name, "stock", rejects);
}

Status pull_stream(Context& context, Work& work, const std::string& stream, const WarehousePlace& place,
                   WarehouseSink::Take take) {
  const auto spec = channel_spec(context.catalogue, *place.account, *place.warehouse, stream);
  WarehouseSink sink(context, spec.scope, stream + "/" + spec.scope, std::move(take));
  auto cursor = sink.cursor();
  if (!cursor) return fail(std::move(cursor.error()));
  const auto end = context.plugins.channel(spec)->pull({stream, *cursor, "{}", 0}, sink, call_options(context, work));
  return end.status;
}

}  // namespace

Status pull_shipments(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  const ParcelSource source{place->account, place->warehouse, cause_of(work), "shipments"};
  return pull_stream(context, work, "shipments", *place,
                     [&](Unit& unit, const plugins::Batch& batch) { return take_parcels(context, unit, source, batch); });
}

Status pull_stock(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  return pull_stream(context, work, "stock", *place,
                     [&](Unit& unit, const plugins::Batch& batch) { return take_stock(context, unit, *place, batch); });
}

Result<bool> accept_delivery(Context& context, const Delivery& delivery) {
  auto sealed = context.vault.seal(std::vector<std::string>{delivery.body});
  if (!sealed) return fail(std::move(sealed.error()));
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  Rows rows{{"account"}, {"target"}, {"delivery_id"}, {"at", Type::integer}, {"headers"}, {"body", Type::blob}, {"pii_key"}};
  rows.add({delivery.account, delivery.target, delivery.id, now.time_since_epoch().count(),
            json::serialize(delivery.headers), Blob{sealed->front().bytes}, sealed->front().key_id});
  auto ids = unit->tx().insert("hook", rows);
  if (!ids) {
    if (ids.error().code == FW_E_REJECTED) return false;  // this delivery is known
    return fail(std::move(ids.error()));
  }
  if (auto ok = unit->enqueue({{{delivery.account, "hook", delivery.target},
                                fmt::format("hook/{}", ids->front()),
                                ids->front(),
                                {},
                                now,
                                std::nullopt}});
      !ok)
    return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return true;
}

// A stored delivery is handed to the plugin, which says what it means: parcels, stock, or nothing for us.
Status hook(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  json::object params;
  {
    auto tx = context.db.read();
    if (!tx) return fail(std::move(tx.error()));
    auto rows =
        (*tx)->query("SELECT delivery_id, headers, body, pii_key FROM hook WHERE id = ?", {work.jobs().front().subject});
    if (!rows) return fail(std::move(rows.error()));
    if (rows->empty()) return {};  // pruned
    auto body = context.vault.unseal({rows->text(0, 3), rows->text(0, 2)});
    if (!body) return fail(std::move(body.error()));
    auto headers = parse_json(rows->text(0, 1));
    params = {{"id", rows->text(0, 0)}, {"headers", headers ? *headers : json::value(json::object())}, {"body", *body}};
  }
  const ParcelSource source{place->account, place->warehouse, cause_of(work), "hook"};
  const auto spec = channel_spec(context.catalogue, *place->account, *place->warehouse, "hook");
  WarehouseSink sink(context, spec.scope, {}, [&](Unit& unit, const plugins::Batch& batch) -> Status {
    if (auto ok = take_parcels(context, unit, source, batch); !ok) return ok;
    return take_stock(context, unit, *place, {batch.documents, {}, {}, {}});
  });
  return context.plugins.channel(spec)
      ->pull({"hook", {}, json::serialize(params), 0}, sink, call_options(context, work))
      .status;
}

}  // namespace fairway::flows
