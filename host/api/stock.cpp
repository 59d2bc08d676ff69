#include "host/api/stock.hpp"

#include <fmt/format.h>

#include "host/api/order_id.hpp"
#include "host/api/page.hpp"
#include "host/ledger/stock_proof.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

json::value number_or_null(const Rows& rows, std::size_t i, std::size_t c) {
  const auto n = rows.maybe_integer(i, c);
  return n ? json::value(*n) : json::value();
}

void filter(PageQuery& query, const Request& request) {
  query.filter("account = ?", request.at("account"));
  for (const auto* name : {"sku", "warehouse"})
    if (const auto value = request.ask(name)) query.filter(std::string(name) + " = ?", *value);
}

// As the warehouse told each of its locations: [{location, available, on_hand, committed, as_of, seen_at}], as text.
constexpr const char* kLocations =
    "(SELECT json_group_array(json_array(l.location, l.available, l.on_hand, l.committed, l.as_of, l.seen_at)) FROM "
    "stock_level l WHERE l.account = b.account AND l.warehouse = b.warehouse AND l.sku = b.sku)";

json::value shown_time(const json::value& ms) { return ms.is_int64() ? json::value(time_text(ms.get_int64())) : ms; }

// The fields of the item that its locations make; of one location they are that one's.
void add_locations(json::object& item, const std::string& text) {
  const auto told = parse_json(text).value_or(json::array());
  json::array locations;
  json::value on_hand, committed, seen_at;
  const auto add = [](json::value& sum, const json::value& more) {
    if (more.is_int64()) sum = (sum.is_int64() ? sum.get_int64() : 0) + more.get_int64();
  };
  for (const auto& each : told.as_array()) {
    const auto& at = each.as_array();
    add(on_hand, at[2]);
    add(committed, at[3]);
    if (at[5].is_int64() && (!seen_at.is_int64() || at[5].get_int64() > seen_at.get_int64())) seen_at = at[5];
    locations.push_back(json::object{{"location", at[0]},
                                     {"available", at[1]},
                                     {"on_hand", at[2]},
                                     {"committed", at[3]},
                                     {"as_of", shown_time(at[4])},
                                     {"seen_at", shown_time(at[5])}});
  }
  item["location"] = locations.size() == 1 ? locations[0].at("location") : json::value("");
  item["on_hand"] = on_hand;
  item["committed"] = committed;
  item["seen_at"] = shown_time(seen_at);
  item["locations"] = std::move(locations);
}

json::object difference_json(const ledger::StockDifference& d) {
  const auto told = [](const std::optional<std::int64_t>& n) { return n ? json::value(*n) : json::value(); };
  return {{"warehouse", d.item.warehouse},
          {"sku", d.item.sku},
          {"balance", json::object{{"level", d.level}, {"reserved", d.reserved}, {"snapshot", told(d.told)}}},
          {"movements",
           json::object{{"level", d.moved_level}, {"reserved", d.moved_reserved}, {"snapshot", told(d.moved_told)}}},
          {"reserved_by_orders", d.held}};
}

json::object differences_json(const std::string& account, const std::vector<ledger::StockDifference>& all, bool mended) {
  json::array out;
  for (const auto& each : all) out.push_back(difference_json(each));
  return {{"account", account}, {"differences", std::move(out)}, {"mended", mended}};
}

}  // namespace

Response list_stock(engine::Engine& engine, const Request& request) {
  PageQuery query{
      std::string("SELECT id, warehouse, sku, level, reserved, told, as_of, ") + kLocations + " FROM stock_balance b",
      "id",
      {},
      {}};
  filter(query, request);
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    const bool known = !rows.is_null(i, 5);
    json::object item{{"warehouse", rows.text(i, 1)},
                      {"sku", rows.text(i, 2)},
                      {"available", known ? json::value(rows.integer(i, 3) - rows.integer(i, 4)) : json::value()},
                      {"reserved", rows.integer(i, 4)},
                      {"snapshot", number_or_null(rows, i, 5)},
                      {"as_of", time_or_null(rows, i, 6)}};
    add_locations(item, rows.text(i, 7));
    return item;
  });
}

Response list_movements(engine::Engine& engine, const Request& request) {
  PageQuery query{
      "SELECT m.id, warehouse, sku, m.at, kind, quantity, m.level, m.reserved, applied, m.as_of, order_id, cause FROM "
      "stock_movement m JOIN stock_balance b ON b.id = m.balance_id",
      "m.id",
      {},
      {}};
  filter(query, request);
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    return json::object{{"id", fmt::format("{}", rows.integer(i, 0))},
                        {"warehouse", rows.text(i, 1)},
                        {"sku", rows.text(i, 2)},
                        {"at", time_or_null(rows, i, 3)},
                        {"kind", rows.text(i, 4)},
                        {"quantity", rows.integer(i, 5)},
                        {"level", rows.integer(i, 6)},
                        {"reserved", rows.integer(i, 7)},
                        {"applied", rows.integer(i, 8) != 0},
                        {"as_of", time_or_null(rows, i, 9)},
                        {"order", rows.is_null(i, 10) ? json::value() : json::value(own_id(rows.integer(i, 10)))},
                        {"cause", rows.text(i, 11)}};
  });
}

Response recompute_stock(engine::Engine& engine, const Request& request) {
  const auto& account = request.at("account");
  const auto body = request.body.empty() ? Result<json::value>(json::object()) : parse_json(request.body);
  if (!body) return problem(400, "Bad request", body.error().message);
  if (!flag_at(*body, "mend")) {
    auto tx = engine.db().read();
    if (!tx) return problem(tx.error());
    const auto found = ledger::prove_stock(**tx, account);
    return found ? ok(differences_json(account, *found, false)) : problem(found.error());
  }
  const auto mended = engine.db().transact([&](storage::Transaction& tx) -> Result<std::vector<ledger::StockDifference>> {
    auto found = ledger::prove_stock(tx, account);
    if (!found) return found;
    const auto cause = "recomputed by " + request.who.name;
    if (auto ok = ledger::mend_stock(tx, *found, cause, engine.context().clock.now()); !ok)
      return fail(std::move(ok.error()));
    return found;
  });
  return mended ? ok(differences_json(account, *mended, !mended->empty())) : problem(mended.error());
}

}  // namespace fairway::api
