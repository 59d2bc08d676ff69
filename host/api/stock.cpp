#include "host/api/stock.hpp"

#include "host/api/page.hpp"

namespace fairway::api {

using storage::Rows;

Response list_stock(engine::Engine& engine, const Request& request) {
  PageQuery query{
      "SELECT id, warehouse, sku, location, available, on_hand, committed, as_of, seen_at FROM stock_level", "id", {}, {}};
  query.filter("account = ?", request.at("account"));
  if (const auto sku = request.ask("sku")) query.filter("sku = ?", *sku);
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    const auto number = [&](std::size_t c) {
      const auto n = rows.maybe_integer(i, c);
      return n ? json::value(*n) : json::value();
    };
    return json::object{{"warehouse", rows.text(i, 1)},
                        {"sku", rows.text(i, 2)},
                        {"location", rows.text(i, 3)},
                        {"available", rows.integer(i, 4)},
                        {"on_hand", number(5)},
                        {"committed", number(6)},
                        {"as_of", time_or_null(rows, i, 7)},
                        {"seen_at", time_or_null(rows, i, 8)}};
  });
}

}  // namespace fairway::api
