#include "host/api/shipments.hpp"

#include <fmt/format.h>

#include "fairway/documents/common.hpp"
#include "fairway/json.hpp"
#include "host/api/order_id.hpp"
#include "host/api/page.hpp"
#include "host/flows/verbs.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

constexpr const char* kShipment =
    "SELECT id, order_id, carrier, service, tracking_number, package_reference, state, error, shipped_at, confirmed_at, "
    "verified_at, lines, warning, surplus, unseen FROM shipment";

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
          {"order", own_id(rows.integer(i, 1))},
          {"carrier", rows.text(i, 2)},
          {"service", rows.text(i, 3)},
          {"tracking_number", rows.text(i, 4)},
          {"package", rows.text(i, 5)},
          {"state", rows.text(i, 6)},
          {"error", rows.text(i, 7)},
          {"shipped_at", time_or_null(rows, i, 8)},
          {"confirmed_at", time_or_null(rows, i, 9)},
          {"verified_at", time_or_null(rows, i, 10)},
          {"lines", lines_of(rows.text(i, 11))},
          {"warning", rows.text(i, 12)},
          {"surplus", lines_of(rows.text(i, 13))},
          {"unseen", rows.integer(i, 14) != 0}};
}

// Does something to the shipment that the request names, and answers with it as it is then.
template <class F>
Response act(engine::Engine& engine, const Request& request, F&& verb) {
  const auto id = number(request.at("id"));
  if (!id) return problem(404, "Not found", "a shipment's id is a number");
  auto context = engine.context();
  const Status done = verb(context, *id);
  if (!done) return problem(done.error());
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  auto rows = (*tx)->query(std::string(kShipment) + " WHERE id = ?", {*id});
  if (!rows) return problem(rows.error());
  return rows->empty() ? problem(404, "Not found") : ok(shipment(*rows, 0));
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
  if (request.ask("warned").value_or("false") == "true") query.where.push_back("warning <> ''");
  return page(engine.db(), request, std::move(query), shipment);
}

Response edit_shipment(engine::Engine& engine, const Request& request) {
  const flows::ShipmentEdit edit{request.said("carrier"), request.said("service"), request.said("tracking_number")};
  return act(engine, request, [&](flows::Context& context, std::int64_t id) {
    return flows::edit_shipment(context, request.at("account"), id, edit, {request.who.name});
  });
}

Response send_shipment(engine::Engine& engine, const Request& request) {
  return act(engine, request, [&](flows::Context& context, std::int64_t id) {
    return flows::send_shipment(context, request.at("account"), id, {request.who.name});
  });
}

}  // namespace fairway::api
