#include "host/api/shipments.hpp"

#include <fmt/format.h>

#include "fairway/documents/common.hpp"
#include "fairway/json.hpp"
#include "host/api/page.hpp"
#include "host/flows/verbs.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

constexpr const char* kShipment =
    "SELECT id, order_id, carrier, service, tracking_number, package_reference, state, error, shipped_at, confirmed_at, "
    "verified_at, lines FROM shipment";

json::array lines_of(const std::string& text) {
  std::vector<LineQuantity> lines;
  JsonError error;
  read_json(text, lines, error);  // our own text
  json::array out;
  for (const auto& line : lines)
    out.push_back(json::object{{"id", line.line_id}, {"sku", line.sku}, {"quantity", line.quantity}});
  return out;
}

json::object shipment(const Rows& rows, std::size_t i) {
  return {{"id", fmt::format("{}", rows.integer(i, 0))},
          {"order", fmt::format("{}", rows.integer(i, 1))},
          {"carrier", rows.text(i, 2)},
          {"service", rows.text(i, 3)},
          {"tracking_number", rows.text(i, 4)},
          {"package", rows.text(i, 5)},
          {"state", rows.text(i, 6)},
          {"error", rows.text(i, 7)},
          {"shipped_at", time_or_null(rows, i, 8)},
          {"confirmed_at", time_or_null(rows, i, 9)},
          {"verified_at", time_or_null(rows, i, 10)},
          {"lines", lines_of(rows.text(i, 11))}};
}

}  // namespace

Result<json::array> shipments_json(storage::Transaction& tx, std::int64_t order) {
  auto rows = tx.query(std::string(kShipment) + " WHERE order_id = ? ORDER BY id", {order});
  if (!rows) return fail(std::move(rows.error()));
  json::array out;
  for (std::size_t i = 0; i < rows->size(); ++i) out.push_back(shipment(*rows, i));
  return out;
}

Response list_shipments(engine::Engine& engine, const Request& request) {
  PageQuery query{kShipment, "id", {}, {}};
  query.filter("account = ?", request.at("account"));
  for (const auto* name : {"state", "store"})
    if (const auto value = request.ask(name)) query.filter(std::string(name) + " = ?", *value);
  return page(engine.db(), request, std::move(query), shipment);
}

Response edit_shipment(engine::Engine& engine, const Request& request) {
  const auto id = number(request.at("id"));
  if (!id) return problem(404, "Not found", "a shipment's id is a number");
  auto context = engine.context();
  const flows::ShipmentEdit edit{request.said("carrier"), request.said("service"), request.said("tracking_number")};
  if (auto done = flows::edit_shipment(context, request.at("account"), *id, edit, {request.who.name}); !done)
    return problem(done.error());
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  auto rows = (*tx)->query(std::string(kShipment) + " WHERE id = ?", {*id});
  if (!rows) return problem(rows.error());
  return rows->empty() ? problem(404, "Not found") : ok(shipment(*rows, 0));
}

}  // namespace fairway::api
