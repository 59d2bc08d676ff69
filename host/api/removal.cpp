#include "host/api/removal.hpp"

#include "host/api/order_id.hpp"
#include "host/base/text.hpp"
#include "host/ledger/state.hpp"

namespace fairway::api {
namespace {

constexpr std::size_t kListed = 1000;

json::object listed(const std::vector<flows::OpenOrder>& orders) {
  json::array items;
  for (const auto& order : orders) {
    if (items.size() == kListed) break;
    items.push_back(json::object{{"id", own_id(order.id)},
                                 {"channel_order_id", order.channel_order_id},
                                 {"store", order.store},
                                 {"state", ledger::text(order.state)}});
  }
  return {{"count", orders.size()}, {"orders", std::move(items)}};
}

Response remove(engine::Engine& engine, const Request& request, const std::string& store) {
  const auto body = parse_json(request.body.empty() ? "{}" : request.body).value_or(json::object());
  const auto& name = store.empty() ? request.at("account") : store;
  engine::RemovalRequest asked{request.at("account"), store, author_of(request), flag_at(body, "force"),
                               flag_at(body, "dry_run")};
  if (!asked.dry_run && text_at(body, "confirm") != name)
    return problem(400, "Not confirmed",
                   fmt::format("the body says what is removed: {{\"confirm\": \"{}\"}}", printable(name, 80)));
  const auto done = engine.remove(asked);
  if (!done) return problem(done.error());
  return ok(json::object{{"account", asked.account},
                         {"store", store.empty() ? json::value() : json::value(store)},
                         {"removed", done->removed},
                         {"dropped", listed(done->orders.waiting)},
                         {"unfinished", listed(done->orders.unfinished)}});
}

}  // namespace

Response remove_store(engine::Engine& engine, const Request& request) {
  return remove(engine, request, request.at("store"));
}
Response remove_account(engine::Engine& engine, const Request& request) { return remove(engine, request, {}); }

}  // namespace fairway::api
