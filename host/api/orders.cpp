#include "host/api/orders.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/api/order_id.hpp"
#include "host/api/page.hpp"
#include "host/api/redactions.hpp"
#include "host/api/shipments.hpp"
#include "host/base/text.hpp"
#include "host/flows/dispatch/correct.hpp"
#include "host/flows/verbs.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/cancellation.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

constexpr const char* kSummary =
    "SELECT id, account, store, channel_order_id, state, reason, channel_status, ship_service, service, service_rule, "
    "ship_by, created_at, updated_at, "
    "taken_at, closed_at, country, document, confirmation_needed, correction <> '' OR correction_pii IS NOT NULL, "
    "given_up FROM orders";

// `given_up`: what the seller cancelled, which the channel may not show yet.
json::array order_lines(const std::string& document, const std::string& given_up) {
  json::array lines;
  Order order;
  std::vector<LineQuantity> gone;
  JsonError error;
  read_json(document, order, error);
  if (!given_up.empty()) read_json(given_up, gone, error);
  for (const auto& line : order.lines) {
    auto cancelled = line.quantity_cancelled;
    for (const auto& one : gone)
      if (one.line_id == line.id) cancelled = std::max(cancelled, one.quantity);
    json::object out{{"id", line.id}, {"sku", line.sku}, {"quantity", line.quantity}, {"title", line.title}};
    if (cancelled > 0) out["cancelled"] = cancelled;
    if (line.cancel_requested) out["cancel_requested"] = true;
    lines.push_back(std::move(out));
  }
  return lines;
}

json::array cancellations_json(const std::vector<ledger::CancellationRow>& rows) {
  json::array out;
  for (const auto& row : rows) {
    json::array lines;
    for (const auto& line : row.lines)
      lines.push_back(json::object{{"id", line.line_id}, {"sku", line.sku}, {"quantity", line.quantity}});
    out.push_back(json::object{{"state", ledger::text(row.state)},
                               {"reason", row.reason},
                               {"whole", row.whole},
                               {"lines", std::move(lines)},
                               {"told_at", row.told_at ? json::value(format_time(*row.told_at)) : json::value()},
                               {"remote_id", row.remote_id},
                               {"error", row.error}});
  }
  return out;
}

json::object summary(const Rows& rows, std::size_t i) {
  return {{"id", own_id(rows.integer(i, 0))},
          {"account", rows.text(i, 1)},
          {"store", rows.text(i, 2)},
          {"channel_order_id", rows.text(i, 3)},
          {"state", rows.text(i, 4)},
          {"reason", rows.text(i, 5)},
          {"channel_status", rows.text(i, 6)},
          {"ship_service", rows.text(i, 7)},
          {"service", rows.text(i, 8)},
          {"service_rule", rows.text(i, 9)},
          {"ship_by", time_or_null(rows, i, 10)},
          {"created_at", time_text(rows.integer(i, 11))},
          {"updated_at", time_text(rows.integer(i, 12))},
          {"taken_at", time_text(rows.integer(i, 13))},
          {"closed_at", time_or_null(rows, i, 14)},
          {"country", rows.text(i, 15)},
          {"lines", order_lines(rows.text(i, 16), rows.text(i, 19))},
          {"confirmation_needed", rows.integer(i, 17) != 0},
          {"corrected", rows.integer(i, 18) != 0}};
}

json::object event_json(const ledger::EventRow& event) {
  json::object out{{"at", format_time(event.at)}, {"type", event.type}, {"cause", event.cause}};
  if (auto data = parse_json(event.data)) out.emplace("data", *data);
  return out;
}

// Ours or the channel's, in this account. Several stores may have orders of one id.
Result<std::vector<std::int64_t>> find_orders(storage::Transaction& tx, const std::string& account, const std::string& id) {
  const auto own = row_of_own_id(id);
  auto rows = own ? tx.query("SELECT id FROM orders WHERE account = ? AND id = ?", {account, *own})
                  : tx.query("SELECT id FROM orders WHERE account = ? AND channel_order_id = ? ORDER BY id", {account, id});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
  return ids;
}

Response no_such_order(const std::string& account, const std::string& id) {
  auto why = fmt::format("no order {} in account {}", printable(id, 80), account);
  if (const auto bare = number(id)) why += fmt::format("; an id of ours is written {}", own_id(*bare));
  return problem(404, "Not found", why);
}

// Runs `act` with the row of the one order that the request names.
template <class F>
Response with_order(engine::Engine& engine, const Request& request, F&& act) {
  auto ids = [&]() -> Result<std::vector<std::int64_t>> {
    auto tx = engine.db().read();
    if (!tx) return fail(std::move(tx.error()));
    return find_orders(**tx, request.at("account"), request.at("id"));
  }();
  if (!ids) return problem(ids.error());
  if (ids->empty()) return no_such_order(request.at("account"), request.at("id"));
  if (ids->size() == 1) return act(ids->front());
  json::array candidates;
  for (const auto id : *ids) candidates.push_back(json::value(own_id(id)));
  return ok(json::object{{"title", "Several orders have this id"}, {"status", 300}, {"candidates", candidates}}, 300);
}

template <class F>
Response verb(engine::Engine& engine, const Request& request, F&& act) {
  return with_order(engine, request, [&](std::int64_t id) {
    auto context = engine.context();
    const Status done = act(context, id);
    return done ? order_of_row(engine, id) : problem(done.error());
  });
}

bool says_lost(const Request& request) {
  return flag_at(parse_json(request.body.empty() ? "{}" : request.body).value_or(json::object()), "lost");
}

// {"reason", "note", "lost", "lines": [{"line": id or SKU, "quantity": left out: all of it}]}
Result<flows::CancelWish> cancel_wish(const Request& request) {
  flows::CancelWish wish{request.said("reason"), request.said("note"), {}, says_lost(request)};
  const auto body = parse_json(request.body).value_or(json::value());
  const auto* lines = find(body, "lines");
  if (!lines) return wish;
  const auto wrong = [] { return fail(FW_E_INVALID, "lines is a list of {\"line\": id or SKU, \"quantity\": number}"); };
  if (!lines->is_array() || lines->get_array().empty()) return wrong();  // none at all would be the whole order
  for (const auto& one : lines->get_array()) {
    flows::CancelWish::Line line{std::string(text_at(one, "line")), {}};
    if (line.line.empty()) return wrong();
    if (const auto* quantity = find(one, "quantity"); quantity && !quantity->is_null()) {
      if (!quantity->is_int64() && !quantity->is_uint64()) return wrong();
      line.quantity = number_at(one, "quantity");
    }
    wish.lines.push_back(std::move(line));
  }
  return wish;
}

flows::Person person(const Request& request) { return {request.who.name}; }

// The body of an edit; what is null is taken out of the address.
Result<flows::OrderEdit> edit_of(const Request& request) {
  const auto body = parse_json(request.body);
  if (!body || !body->is_object()) return fail(FW_E_INVALID, "the body is a JSON object");
  flows::OrderEdit edit;
  for (const auto& member : body->get_object()) {
    const std::string name(member.key());
    const auto* text = member.value().if_string();
    if (name == "as_channel" && member.value().is_bool()) edit.as_channel = member.value().get_bool();
    else if (!text && !member.value().is_null()) return fail(FW_E_INVALID, printable(name, 60) + ": a text is expected");
    else if (name == "service") edit.service = text ? std::string(*text) : std::string();
    else edit.fields[name] = text ? std::string(*text) : std::string();
  }
  if (auto ok = flows::check_edit(edit); !ok) return fail(std::move(ok.error()));
  return edit;
}

}  // namespace

Response list_orders(engine::Engine& engine, const Request& request) {
  PageQuery query{kSummary, "id", {}, {}};
  query.filter("account = ?", request.at("account"));
  for (const auto* name : {"state", "store", "channel_order_id"})
    if (const auto value = request.ask(name)) query.filter(std::string(name) + " = ?", *value);
  if (const auto until = request.ask("due_before")) {
    const auto at = parse_time(*until);
    if (!at) return problem(400, "Bad request", "due_before is a time: 2026-11-22T13:00:00Z");
    query.filter("closed_at IS NULL AND state <> 'shipped' AND ship_by <= ?", at->time_since_epoch().count());
  }
  return page(engine.db(), request, std::move(query), summary);
}

Response order_of_row(engine::Engine& engine, std::int64_t id) {
  auto read = engine.db().read();
  if (!read) return problem(read.error());
  auto& tx = **read;
  auto rows = tx.query(std::string(kSummary) + " WHERE id = ?", {id});
  auto events = ledger::events_of(tx, id);
  auto shipments = shipments_json(tx, id);
  auto fulfilments = ledger::fulfilments_of(tx, {id});
  auto personal = personal_data(tx, id);
  auto cancellations = ledger::cancellations_of(tx, {id});
  if (!rows || !events || !shipments || !fulfilments || !personal || !cancellations)
    return problem(503, "Try again", "the database did not answer");
  if (rows->empty()) return problem(404, "Not found");
  auto body = summary(*rows, 0);
  json::array event_list, fulfilment_list;
  for (const auto& event : *events) event_list.push_back(event_json(event));
  for (const auto& f : *fulfilments)
    fulfilment_list.push_back(json::object{{"warehouse", f.warehouse},
                                           {"reference", f.reference},
                                           {"state", ledger::text(f.state)},
                                           {"service", f.service},
                                           {"remote_id", f.remote_id}});
  body["personal_data"] = *personal;
  body["events"] = std::move(event_list);
  body["shipments"] = std::move(*shipments);
  body["fulfilments"] = std::move(fulfilment_list);
  body["cancellations"] = cancellations_json(*cancellations);
  return ok(body);
}

Response show_order(engine::Engine& engine, const Request& request) {
  return with_order(engine, request, [&](std::int64_t id) { return order_of_row(engine, id); });
}

Response retry_order(engine::Engine& engine, const Request& request) {
  return verb(engine, request, [&](flows::Context& c, std::int64_t id) {
    return flows::retry(c, request.at("account"), id, person(request));
  });
}
Response hold_order(engine::Engine& engine, const Request& request) {
  return verb(engine, request, [&](flows::Context& c, std::int64_t id) {
    return flows::hold(c, request.at("account"), id, request.said("reason"), person(request));
  });
}
Response release_order(engine::Engine& engine, const Request& request) {
  return verb(engine, request, [&](flows::Context& c, std::int64_t id) {
    return flows::release(c, request.at("account"), id, person(request));
  });
}
Response edit_order(engine::Engine& engine, const Request& request) {
  const auto edit = edit_of(request);
  if (!edit) return problem(422, "Not valid", edit.error().message);
  return verb(engine, request, [&](flows::Context& c, std::int64_t id) {
    return flows::edit_order(c, request.at("account"), id, *edit, person(request));
  });
}
Response resubmit_order(engine::Engine& engine, const Request& request) {
  return verb(engine, request, [&](flows::Context& c, std::int64_t id) {
    return flows::resubmit_order(c, request.at("account"), id, request.said("reason"), says_lost(request), person(request));
  });
}
Response cancel_order(engine::Engine& engine, const Request& request) {
  auto wish = cancel_wish(request);
  if (!wish) return problem(400, "Bad request", wish.error().message);
  return verb(engine, request, [&](flows::Context& c, std::int64_t id) {
    return flows::cancel(c, request.at("account"), id, *wish, person(request));
  });
}
Response redact_order(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body.empty() ? "{}" : request.body).value_or(json::object());
  return verb(engine, request, [&](flows::Context& c, std::int64_t id) {
    return flows::redact_order(c, request.at("account"), id, flag_at(body, "cancel"), {author_of(request)});
  });
}

}  // namespace fairway::api
