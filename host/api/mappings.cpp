#include "host/api/mappings.hpp"

#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/engine/mappings.hpp"

namespace fairway::api {
namespace {

constexpr std::int64_t kMostCounted = 100'000;

}  // namespace

Response list_unmapped(engine::Engine& engine, const Request& request) {
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  auto rows = (*tx)->query(
      "SELECT store, ship_service, ship_category, COUNT(*), MIN(ship_by) FROM orders WHERE account = ? AND state = "
      "'needs-mapping' "
      "GROUP BY store, ship_service, ship_category ORDER BY COUNT(*) DESC LIMIT 1000",
      {request.at("account")});
  if (!rows) return problem(rows.error());
  json::array items;
  for (std::size_t i = 0; i < rows->size(); ++i)
    items.push_back(json::object{{"store", rows->text(i, 0)},
                                 {"ship_service", rows->text(i, 1)},
                                 {"ship_category", rows->text(i, 2)},
                                 {"orders", rows->integer(i, 3)},
                                 {"first_ship_by", time_or_null(*rows, i, 4)}});
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

Response show_mappings(engine::Engine& engine, const Request& request) {
  const auto context = engine.context();
  const auto* account = context.account(request.at("account"));
  if (!account)
    return problem(409, "Not running", "account " + request.at("account") + " does not run: GET /v1/accounts says why");
  engine::MappingOptions options;
  options.stopping = context.stopping;
  if (const auto store = request.ask("store")) {
    std::vector<std::string> known;
    for (const auto& one : account->stores) known.push_back(one.nickname);
    if (!account->store(*store))
      return problem(404, "Not found",
                     fmt::format("no store \"{}\"{}", printable(*store, 80), config::did_you_mean(*store, known)));
    options.store = *store;
  }
  if (const auto orders = request.ask("orders")) {
    const auto most = number(*orders);
    if (!most || *most < 1 || *most > kMostCounted)
      return problem(400, "Bad request", fmt::format("orders: allowed is a number from 1 to {}", kMostCounted));
    options.orders = static_cast<std::size_t>(*most);
  }
  const auto found = engine::mappings(engine.db(), context.plugins, *account, options);
  return found ? ok(engine::mappings_json(*found)) : problem(found.error());
}

}  // namespace fairway::api
