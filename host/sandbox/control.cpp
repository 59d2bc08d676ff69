#include "host/sandbox/control.hpp"

#include <charconv>

#include "host/base/text.hpp"
#include "host/sandbox/specs.hpp"

namespace fairway::sandbox {
namespace {

std::string query_text(const Pairs& query, std::string_view name) {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

std::uint64_t query_number(const Pairs& query, std::string_view name) {
  const auto text = query_text(query, name);
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Response Control::answer(const Request& request) {
  world_.timeline.run_due();
  json::value body;
  if (!request.body.empty()) {
    auto read = parse_json(request.body);
    if (!read) return {400, json::serialize(json::object{{"error", read.error().message}})};
    body = std::move(*read);
  }
  const auto what = std::string_view(request.path).substr(std::string_view("/control/").size());
  const auto done = run(request.method, what, request.query, body);
  if (done) return {200, json::serialize(*done)};
  return {done.error().code == FW_E_UNSUPPORTED ? 404 : 400, json::serialize(json::object{{"error", done.error().message}})};
}

Result<json::value> Control::run(std::string_view method, std::string_view what, const Pairs& query,
                                 const json::value& body) {
  const bool post = method == "POST", get = method == "GET";
  if (post && what == "orders") return orders(body);
  if (post && what.starts_with("orders/")) return order(std::string(what.substr(7)), body);
  if (get && what.starts_with("orders/")) {
    const auto text = amazon_.order_json(std::string(what.substr(7)));
    if (!text) return fail(FW_E_UNSUPPORTED, "no such order");
    return parse_json(*text);
  }
  if (post && what == "listings") return listings(body);
  if (post && what == "listing-issues") return listing_issues(body);
  if (post && what == "ship") return ship(body);
  if (post && what == "stock") return stock(body);
  if (post && what == "fba-stock") return fba_stock(body);
  if (post && what.starts_with("mcf/")) return mcf(std::string(what.substr(4)), body);
  if (get && what.starts_with("mcf/")) return mcf_order(std::string(what.substr(4)));
  if (post && what == "exception") return exception(body);
  if (post && what == "shop-orders") return shop_orders(body);
  if (get && what == "shop-orders") return json::value(json::object{{"orders", shop_.list()}});
  if (what.starts_with("x12/") || what.starts_with("csv/")) return file_warehouse(method, what, body);
  if (post && what == "faults") return add_faults(body);
  if (get && what == "faults") return json::value(json::object{{"faults", world_.faults.list()}});
  if (method == "DELETE" && what == "faults") {
    world_.faults.clear();
    return json::value(json::object{});
  }
  if (post && what == "clock") return clock(body);
  if (get && what == "clock") return clock_state();
  if (post && what == "settings") return settings(body);
  if (get && what == "settings") return json::value(describe(world_.settings.get()));
  if (post && what == "flow") return flow(body);
  if (get && what == "flow") return json::value(json::object{{"flows", flows_.list()}});
  if (post && what == "sellers") return sellers(body);
  if (post && what == "tokens") return tokens(body);
  if (get && what == "journal") return journal(query);
  if (get && what == "violations") return violations(query);
  if (get && what == "state") return json::value(state());
  if (post && what == "reset") {
    reset();
    return json::value(json::object{});
  }
  return fail(FW_E_UNSUPPORTED, fmt::format("no control {} {}", method, printable(what, 80)));
}

Result<json::value> Control::orders(const json::value& body) {
  auto spec = read_order_spec(body);
  if (!spec) return fail(std::move(spec.error()));
  auto ids = amazon_.inject(*spec);
  if (!ids) return fail(std::move(ids.error()));
  json::array out;
  for (auto& id : *ids) out.emplace_back(std::move(id));
  return json::value(json::object{{"orders", std::move(out)}});
}

Result<json::value> Control::order(const std::string& id, const json::value& body) {
  constexpr std::string_view kMembers[] = {"action", "reason", "sku"};
  if (auto right = only(body, kMembers); !right) return fail(std::move(right.error()));
  auto done =
      amazon_.act(id, text_at(body, "action"), std::string(text_at(body, "reason")), std::string(text_at(body, "sku")));
  if (!done) return fail(std::move(done.error()));
  return json::value(json::object{});
}

Result<json::value> Control::ship(const json::value& body) {
  auto spec = read_ship_spec(body);
  if (!spec) return fail(std::move(spec.error()));
  auto left = wms_.ship(*spec);
  if (!left) return fail(std::move(left.error()));
  return json::value(json::object{{"shipments", *left}});
}

Result<json::value> Control::stock(const json::value& body) {
  constexpr std::string_view kMembers[] = {"depositor", "warehouse", "sku", "on_hand"};
  const auto* list = find(body, "rows");
  const auto rows = list && list->is_array() ? list->get_array() : json::array{body};
  for (const auto& row : rows) {
    if (auto right = only(row, kMembers); !right) return fail(std::move(right.error()));
    for (const auto* member : {"depositor", "warehouse", "sku"})
      if (text_at(row, member).empty()) return fail(FW_E_INVALID, fmt::format("{} is missing", member));
  }
  for (const auto& row : rows)
    wms_.set_stock(std::string(text_at(row, "depositor")), std::string(text_at(row, "warehouse")),
                   std::string(text_at(row, "sku")), std::max<std::int64_t>(0, number_at(row, "on_hand")));
  return json::value(json::object{});
}

Result<json::value> Control::fba_stock(const json::value& body) {
  constexpr std::string_view kMembers[] = {"seller", "marketplace", "sku", "fulfillable"};
  const auto* list = find(body, "rows");
  const auto rows = list && list->is_array() ? list->get_array() : json::array{body};
  for (const auto& row : rows) {
    if (auto right = only(row, kMembers); !right) return fail(std::move(right.error()));
    for (const auto* member : {"seller", "sku"})
      if (text_at(row, member).empty()) return fail(FW_E_INVALID, fmt::format("{} is missing", member));
    if (!find_marketplace(text_at(row, "marketplace", "US"))) return fail(FW_E_INVALID, "marketplace is unknown");
  }
  for (const auto& row : rows)
    amazon_.mcf().set_stock(std::string(text_at(row, "seller")), *find_marketplace(text_at(row, "marketplace", "US")),
                            std::string(text_at(row, "sku")), std::max<std::int64_t>(0, number_at(row, "fulfillable")));
  return json::value(json::object{});
}

Result<json::value> Control::mcf(const std::string& reference, const json::value& body) {
  auto action = read_mcf_action(reference, body);
  if (!action) return fail(std::move(action.error()));
  if (auto done = amazon_.mcf().act(*action); !done) return fail(std::move(done.error()));
  return json::value(json::object{});
}

Result<json::value> Control::mcf_order(const std::string& reference) {
  const auto text = amazon_.mcf().order_json(reference);
  if (!text) return fail(FW_E_UNSUPPORTED, "no such fulfilment order");
  return parse_json(*text);
}

Result<json::value> Control::file_warehouse(std::string_view method, std::string_view what, const json::value& body) {
  const auto side = what.substr(0, 3);
  for (auto* warehouse : files_)
    if (warehouse->side() == side) return warehouse->control(method, what.substr(4), body);
  return fail(FW_E_UNSUPPORTED, fmt::format("the sandbox was started without --{} DIR", side));
}

Result<json::value> Control::shop_orders(const json::value& body) {
  static constexpr std::string_view kMembers[] = {"count"};
  if (auto right = only(body, kMembers); !right) return fail(std::move(right.error()));
  const auto count = number_at(body, "count", 1);
  if (count < 1 || count > 10'000) return fail(FW_E_INVALID, "count is a number from 1 to 10,000");
  json::array ids;
  for (auto& id : shop_.make_up(count)) ids.push_back(json::value(std::move(id)));
  return json::value(json::object{{"orders", std::move(ids)}});
}

Result<json::value> Control::exception(const json::value& body) {
  constexpr std::string_view kMembers[] = {"order", "text"};
  if (auto right = only(body, kMembers); !right) return fail(std::move(right.error()));
  auto done = wms_.raise_exception(std::string(text_at(body, "order")), std::string(text_at(body, "text")));
  if (!done) return fail(std::move(done.error()));
  return json::value(json::object{});
}

Result<json::value> Control::add_faults(const json::value& body) {
  const auto* list = find(body, "faults");
  const auto several = list && list->is_array() ? list->get_array() : json::array{body};
  std::vector<Fault> faults;
  for (const auto& one : several) {
    auto fault = read_fault(one);
    if (!fault) return fail(std::move(fault.error()));
    faults.push_back(std::move(*fault));
  }
  json::array ids;
  for (auto& fault : faults) ids.emplace_back(world_.faults.add(std::move(fault)));
  return json::value(json::object{{"ids", std::move(ids)}});
}

Result<json::value> Control::clock(const json::value& body) {
  constexpr std::string_view kMembers[] = {"mode", "advance", "scale"};
  if (auto right = only(body, kMembers); !right) return fail(std::move(right.error()));
  if (const auto mode = text_at(body, "mode"); !mode.empty()) {
    if (mode != "auto" && mode != "manual") return fail(FW_E_INVALID, "mode is auto or manual");
    world_.timeline.freeze(mode == "manual");
  }
  if (const auto* value = find(body, "scale")) {
    auto changed = amended(world_.settings.get(), {{"scale", *value}});
    if (!changed) return fail(std::move(changed.error()));
    world_.settings.set(*changed);
  }
  if (const auto* value = find(body, "advance")) {
    const auto by = duration_of(*value);
    if (!by) return fail(FW_E_INVALID, "advance is no duration");
    world_.timeline.advance(*by);
  }
  return clock_state();
}

json::value Control::clock_state() const {
  return json::object{{"now", format_time(world_.timeline.now())}, {"scale", world_.settings.get().scale}};
}

Result<json::value> Control::settings(const json::value& body) {
  if (!body.is_object()) return fail(FW_E_INVALID, "the body must be an object");
  auto changed = amended(world_.settings.get(), body.get_object());
  if (!changed) return fail(std::move(changed.error()));
  world_.settings.set(*changed);
  return json::value(describe(*changed));
}

Result<json::value> Control::flow(const json::value& body) {
  constexpr std::string_view kAlso[] = {"per_minute"};
  auto spec = read_order_spec(body, kAlso);
  if (!spec) return fail(std::move(spec.error()));
  if (spec->seller.empty() || !find_marketplace(spec->marketplace))
    return fail(FW_E_INVALID, "seller or marketplace is wrong");
  const auto* rate = find(body, "per_minute");
  if (!rate || !rate->is_number()) return fail(FW_E_INVALID, "per_minute is missing");
  flows_.set(std::move(*spec), rate->to_number<double>());
  return json::value(json::object{{"flows", flows_.list()}});
}

Result<json::value> Control::sellers(const json::value& body) {
  const auto id = std::string(text_at(body, "seller"));
  if (id.empty()) return fail(FW_E_INVALID, "seller is missing");
  auto seller = read_seller(body, amazon_.lwa().seller(id));
  if (!seller) return fail(std::move(seller.error()));
  const auto token = seller->refresh_token;
  amazon_.lwa().put(std::move(*seller));
  return json::value(json::object{{"seller", id}, {"refresh_token", token}});
}

// Every access token given out so far stops working, on one side or on both.
Result<json::value> Control::tokens(const json::value& body) {
  constexpr std::string_view kMembers[] = {"expire"};
  if (auto right = only(body, kMembers); !right) return fail(std::move(right.error()));
  const auto side = text_at(body, "expire");
  if (side != "wms") amazon_.lwa().expire_all();
  if (side != "amazon") wms_.expire_tokens();
  return json::value(json::object{});
}

json::value Control::journal(const Pairs& query) const {
  const auto side = query_text(query, "side"), kind = query_text(query, "kind"), account = query_text(query, "account"),
             order = query_text(query, "order");
  const auto since = query_number(query, "since");
  const auto fits = [](const std::string& wanted, const std::string& is) { return wanted.empty() || wanted == is; };
  json::array out;
  for (const auto& entry : world_.journal.select([&](const Entry& e) {
         return e.sequence > since && fits(side, e.side) && fits(kind, e.kind) && fits(account, e.account) &&
                fits(order, e.order);
       }))
    out.push_back(describe(entry));
  return json::object{{"entries", std::move(out)}};
}

json::value Control::violations(const Pairs& query) const {
  const auto since = query_number(query, "since");
  json::array out;
  for (const auto& one : world_.violations.select([&](const Violation& v) { return v.sequence > since; }))
    out.push_back(describe(one));
  return json::object{{"violations", std::move(out)}};
}

json::object Control::state() const {
  auto amazon = amazon_.counts();
  amazon["mcf"] = amazon_.mcf().counts();
  amazon["requests"] = amazon_.request_counts();
  auto wms = wms_.counts();
  wms["requests"] = wms_.request_counts();
  json::object files;
  for (const auto* warehouse : files_) files[warehouse->side()] = warehouse->counts();
  return {{"now", format_time(world_.timeline.now())},
          {"seed", world_.seed},
          {"amazon", std::move(amazon)},
          {"wms", std::move(wms)},
          {"files", std::move(files)},
          {"journal", world_.journal.size()},
          {"violations", world_.violations.size()},
          {"faults", world_.faults.list()},
          {"flows", flows_.list()}};
}

void Control::reset() {
  shop_.reset();
  flows_.clear();
  world_.timeline.clear();
  world_.faults.clear();
  amazon_.clear();
  wms_.clear();
  for (auto* warehouse : files_) warehouse->clear();
  amazon_.forget_counts();
  wms_.forget_counts();
  world_.journal.clear();
  world_.violations.clear();
}

}  // namespace fairway::sandbox
