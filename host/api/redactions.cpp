#include "host/api/redactions.hpp"

#include <fmt/format.h>

#include "host/api/order_id.hpp"
#include "host/api/page.hpp"

namespace fairway::api {

using storage::Rows;

Response list_redactions(engine::Engine& engine, const Request& request) {
  PageQuery query{
      "SELECT id, account, kind, subject, (SELECT channel_order_id FROM orders WHERE orders.id = redaction.order_id), "
      "key_id, "
      "at, why, cause FROM redaction",
      "id",
      {},
      {}};
  query.filter("account = ?", request.at("account"));
  if (const auto order = request.ask("order")) {
    const auto id = row_of_own_id(*order);
    if (!id) return problem(400, "Bad request", "order is our id of an order: @17");
    query.filter("order_id = ?", *id);
  }
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    return json::object{
        {"id", fmt::format("{}", rows.integer(i, 0))},
        {"account", rows.text(i, 1)},
        {"kind", rows.text(i, 2)},
        {"subject", rows.text(i, 2) == "order" ? own_id(rows.integer(i, 3)) : std::to_string(rows.integer(i, 3))},
        {"channel_order_id", rows.is_null(i, 4) ? json::value() : json::value(rows.text(i, 4))},
        {"key", rows.text(i, 5)},
        {"at", time_text(rows.integer(i, 6))},
        {"why", rows.text(i, 7)},
        {"cause", rows.text(i, 8)}};
  });
}

Result<std::string> personal_data(storage::Transaction& tx, std::int64_t order_id) {
  auto rows = tx.query(
      "SELECT pii_key IS NOT NULL, EXISTS (SELECT 1 FROM redaction WHERE order_id = orders.id), "
      "EXISTS (SELECT 1 FROM redaction_request WHERE order_id = orders.id) FROM orders WHERE id = ?",
      {order_id});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::string("none");
  if (rows->integer(0, 0) != 0) return std::string(rows->integer(0, 2) != 0 ? "requested" : "kept");
  return std::string(rows->integer(0, 1) != 0 ? "redacted" : "none");
}

}  // namespace fairway::api
