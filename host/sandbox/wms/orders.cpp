// Orders of the example 3PL: created once per reference for ever, found, read, cancelled.
#include "host/base/text.hpp"
#include "host/sandbox/json_out.hpp"
#include "host/sandbox/wms/page.hpp"
#include "host/sandbox/wms/wms.hpp"

namespace fairway::sandbox {

std::string_view name_of(WmsStatus status) {
  constexpr std::string_view kNames[] = {"received",          "accepted", "exception", "picking",
                                         "partially_shipped", "shipped",  "cancelled"};
  return kNames[static_cast<std::size_t>(status)];
}

std::string etag(const WmsOrder& order) { return fmt::format("\"{}-{}\"", order.id, order.version); }

void render_order(std::string& out, const WmsOrder& order) {
  JsonOut json(out);
  json.open().raw(order.members).text("id", order.id).text("status", name_of(order.status));
  if (!order.exception.empty()) json.text("exception", order.exception);
  json.text("modified_at", format_time(order.modified)).close();
}

WmsOrder* Wms::find(const std::string& depositor, const std::string& id) {
  const auto place = by_id_.find(id);
  return place == by_id_.end() || place->second->depositor != depositor ? nullptr : place->second;
}

void Wms::touch(WmsOrder& order) {
  auto& index = depositors_[order.depositor].by_modified;
  index.erase({order.modified, order.number, nullptr});
  order.modified = world_.timeline.now();
  ++order.version;
  index.insert({order.modified, order.number, &order});
}

Response Wms::duplicate(const Call& call, const WmsOrder& order) {
  const auto wanted = call.settings.duplicate_status;
  const int status = wanted != 0 ? wanted : mix(world_.seed ^ ++duplicates_) % 2 ? 409 : 422;
  world_.journal.add({0, call.now, "wms", "duplicate", order.depositor, order.reference, order.id, {{"status", status}}});
  Response response{status};
  response.content_type = "application/problem+json";
  JsonOut(response.body)
      .open()
      .text("title", "The reference exists")
      .number("status", status)
      .text("detail", "An order with this reference exists")
      .text("existing_order_id", order.id)
      .close();
  return response;
}

Response Wms::create_order(Call& call) {
  const auto& body = call.body.get_object();
  std::scoped_lock lock(mutex_);
  auto& owner = depositor(call);
  const auto reference = std::string(text_at(call.body, "reference"));
  if (const auto place = owner.by_reference.find(reference); place != owner.by_reference.end())
    return duplicate(call, *place->second);

  auto& order = orders_.emplace_back();
  order.number = orders_.size();
  order.id = fmt::format("W{:08}", order.number);
  order.depositor = call.request.header("x-depositor");
  order.client = call.account;
  order.reference = reference;
  order.warehouse = text_at(call.body, "warehouse_id");
  order.method = text_at(call.body, "shipping_method");
  order.modified = call.now;
  const auto sent = json::serialize(body);
  order.members = sent.substr(1, sent.size() - 2);
  json::array items;
  for (const auto& line : body.at("lines").get_array()) {
    order.lines.push_back(
        {std::string(text_at(line, "line_id")), std::string(text_at(line, "sku")), number_at(line, "quantity")});
    items.push_back({{"line_id", order.lines.back().line_id},
                     {"sku", order.lines.back().sku},
                     {"quantity", order.lines.back().quantity}});
  }
  by_id_[order.id] = &order;
  owner.by_reference[reference] = &order;
  owner.by_modified.insert({order.modified, order.number, &order});
  move(order, +1);
  schedule(order);
  world_.journal.add({0,
                      call.now,
                      "wms",
                      "create",
                      order.depositor,
                      reference,
                      order.id,
                      {{"method", order.method}, {"warehouse", order.warehouse}, {"lines", std::move(items)}}});
  Response response{201};
  render_order(response.body, order);
  response.headers.emplace_back("ETag", etag(order));
  response.headers.emplace_back("Location", "/orders/" + order.id);
  return response;
}

Response Wms::get_order(Call& call) {
  std::scoped_lock lock(mutex_);
  const auto* order = find(std::string(call.request.header("x-depositor")), call.path[0]);
  if (!order) return refusal(&call, 404, "There is no such order", {});
  Response response;
  render_order(response.body, *order);
  response.headers.emplace_back("ETag", etag(*order));
  return response;
}

Response Wms::find_orders(Call& call) {
  const auto* reference = call.request.parameter("reference");
  const auto* since = call.request.parameter("modified_since");
  auto page = WmsPage::read(call, world_.seed);
  if (!page) return refusal(&call, 400, page.error().message, {});
  std::scoped_lock lock(mutex_);
  auto& owner = depositor(call);
  if (reference) {
    const auto place = owner.by_reference.find(*reference);
    if (place != owner.by_reference.end() && (!since || place->second->modified >= *parse_time(*since))) {
      std::string row;
      render_order(row, *place->second);
      page->add(std::move(row));
    }
    return page->answer({});
  }
  const auto from = page->start(since ? *parse_time(*since) : Instant{});
  for (auto at = owner.by_modified.lower_bound({from.at, from.number, nullptr}); at != owner.by_modified.end(); ++at) {
    if (page->full()) {
      page->continue_at({at->at, at->number});
      break;
    }
    std::string row;
    render_order(row, *at->order);
    page->add(std::move(row));
  }
  return page->answer({});
}

Response Wms::cancel_order(Call& call) {
  std::scoped_lock lock(mutex_);
  auto* order = find(std::string(call.request.header("x-depositor")), call.path[0]);
  if (!order) return refusal(&call, 404, "There is no such order", {});
  if (call.request.header("if-match") != etag(*order))
    return refusal(&call, 412, "The order is not the one in If-Match", {});
  if (order->status != WmsStatus::received && order->status != WmsStatus::accepted && order->status != WmsStatus::exception)
    return refusal(&call, 409, fmt::format("The order is {} and cannot be cancelled", name_of(order->status)), {});
  move(*order, -1);
  order->status = WmsStatus::cancelled;
  touch(*order);
  world_.journal.add({0, call.now, "wms", "cancel", order->depositor, order->reference, order->id, {}});
  Response response;
  render_order(response.body, *order);
  response.headers.emplace_back("ETag", etag(*order));
  tell("order.cancelled", order->depositor, response.body);
  return response;
}

}  // namespace fairway::sandbox
