// The warehouse at work: orders are accepted after a while and leave after a while more, some in two shipments.
#include "host/base/text.hpp"
#include "host/sandbox/json_out.hpp"
#include "host/sandbox/wms/carriers.hpp"
#include "host/sandbox/wms/page.hpp"
#include "host/sandbox/wms/wms.hpp"

namespace fairway::sandbox {
namespace {

bool can_ship(const WmsOrder& order) { return order.status != WmsStatus::shipped && order.status != WmsStatus::cancelled; }

std::int64_t sum(const std::vector<std::int64_t>& quantities) {
  std::int64_t total = 0;
  for (const auto one : quantities) total += one;
  return total;
}

// Takes one unit less than there is, from the last line that has any.
void leave_one(std::vector<std::int64_t>& quantities) {
  if (sum(quantities) < 2) return;
  for (auto at = quantities.rbegin(); at != quantities.rend(); ++at)
    if (*at > 0) {
      --*at;
      return;
    }
}

std::string rendered(const WmsOrder& order, const WmsShipment& shipment, const Label& label, bool tracked,
                     const std::vector<std::int64_t>& quantities, bool backorder) {
  std::string out;
  JsonOut json(out);
  json.open()
      .text("id", shipment.id)
      .text("order_id", order.id)
      .text("reference", order.reference)
      .text("shipped_at", format_time(shipment.shipped))
      .flag("backorder", backorder)
      .open_list("parcels")
      .open();
  json.text("carrier", label.carrier).text_if("service", label.service);
  if (tracked) json.text("tracking_number", label.tracking);
  else json.null("tracking_number");
  json.number("weight_grams", 250 + 400 * sum(quantities)).open_list("lines");
  for (std::size_t i = 0; i < quantities.size(); ++i)
    if (quantities[i] > 0)
      json.open()
          .text("line_id", order.lines[i].line_id)
          .text("sku", order.lines[i].sku)
          .number("quantity", quantities[i])
          .close();
  json.close_list().close().close_list().close();
  return out;
}

}  // namespace

void Wms::schedule(const WmsOrder& order) {
  const auto settings = world_.settings.get();
  const auto now = world_.timeline.now();
  world_.timeline.at(now + settings.paced(settings.accept_delay), [this, id = order.id] { accept(id); });
}

void Wms::accept(const std::string& id) {
  std::scoped_lock lock(mutex_);
  const auto place = by_id_.find(id);
  if (place == by_id_.end() || place->second->status != WmsStatus::received) return;
  auto& order = *place->second;
  order.status = WmsStatus::accepted;
  touch(order);
  std::string data;
  if (!webhooks_.empty()) render_order(data, order);
  tell("order.accepted", order.depositor, std::move(data));
  const auto settings = world_.settings.get();
  if (!settings.auto_ship) return;
  Random random(mix(world_.seed ^ hash_of(order.reference)));
  const auto whole = settings.paced(settings.ship_delay);
  const auto first = whole / 2 + Millis(static_cast<std::int64_t>(static_cast<double>(whole.count() / 2) * random.unit()));
  const auto now = world_.timeline.now();
  const bool split = random.chance(settings.partial_share);
  world_.timeline.at(now + first, [this, id, split] { ship_due(id, !split); });
  if (split) world_.timeline.at(now + first + whole / 2, [this, id] { ship_due(id, true); });
}

// What is left of each line, as far as the shelf has it.
std::vector<std::int64_t> Wms::shippable(const WmsOrder& order) {
  std::map<std::string, std::int64_t> shelf;
  std::vector<std::int64_t> quantities;
  for (const auto& line : order.lines) {
    auto& left = shelf.try_emplace(line.sku, stock_of(order.depositor, order.warehouse, line.sku).on_hand).first->second;
    const auto taken = std::max<std::int64_t>(0, std::min(left, line.quantity - line.shipped));
    left -= taken;
    quantities.push_back(taken);
  }
  return quantities;
}

void Wms::ship_due(const std::string& id, bool last) {
  std::scoped_lock lock(mutex_);
  const auto place = by_id_.find(id);
  if (place == by_id_.end() || !can_ship(*place->second) || !world_.settings.get().auto_ship) return;
  auto& order = *place->second;
  if (order.status == WmsStatus::exception) return;
  auto quantities = shippable(order);
  if (!last) leave_one(quantities);
  if (sum(quantities) > 0) return ship_lines(order, quantities, {});
  order.status = WmsStatus::exception;
  order.exception = "not enough stock";
  touch(order);
  std::string data;
  render_order(data, order);
  tell("order.exception", order.depositor, std::move(data));
}

void Wms::ship_lines(WmsOrder& order, const std::vector<std::int64_t>& quantities, const ShipSpec& spec) {
  Random random(mix(world_.seed ^ ++shipments_));
  auto label = make_label(order.method, random);
  if (!spec.carrier.empty()) label = {spec.carrier, spec.service, label.tracking};
  if (!spec.tracking.empty()) label.tracking = spec.tracking;
  bool all = true;
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    auto& line = order.lines[i];
    line.shipped += quantities[i];
    all = all && line.shipped == line.quantity;
    if (quantities[i] == 0) continue;
    auto& stock = stock_of(order.depositor, order.warehouse, line.sku);
    stock.on_hand = std::max<std::int64_t>(0, stock.on_hand - quantities[i]);
    stock.committed -= quantities[i];
    stock.changed = world_.timeline.now();
    stock_changed(order.depositor, order.warehouse, line.sku);
  }
  order.status = all ? WmsStatus::shipped : WmsStatus::partially_shipped;
  order.exception.clear();
  touch(order);
  WmsShipment shipment{fmt::format("S{:08}", shipments_), order.id, order.reference, order.modified, shipments_, {}};
  shipment.json = rendered(order, shipment, label, !spec.no_tracking, quantities, !all);
  world_.journal.add({0,
                      order.modified,
                      "wms",
                      "shipment",
                      order.depositor,
                      order.reference,
                      shipment.id,
                      {{"carrier", label.carrier},
                       {"service", label.service},
                       {"tracking", spec.no_tracking ? "" : label.tracking},
                       {"complete", all}}});
  tell("shipment.created", order.depositor, shipment.json);
  depositors_[order.depositor].shipments.push_back(std::move(shipment));
}

Result<std::size_t> Wms::ship(const ShipSpec& spec) {
  std::scoped_lock lock(mutex_);
  std::size_t left = 0;
  bool met = false;
  for (auto& order : orders_) {
    if (!spec.order.empty() && order.id != spec.order && order.reference != spec.order) continue;
    if (!spec.depositor.empty() && order.depositor != spec.depositor) continue;
    met = true;
    if (!can_ship(order)) continue;
    std::vector<std::int64_t> quantities;  // by hand, whatever the shelf says
    for (const auto& line : order.lines) quantities.push_back(line.quantity - line.shipped);
    if (spec.partial) leave_one(quantities);
    ship_lines(order, quantities, spec);
    ++left;
  }
  if (!met && !spec.order.empty()) return fail(FW_E_INVALID, "no order " + printable(spec.order, 40));
  return left;
}

Status Wms::raise_exception(const std::string& wanted, const std::string& text) {
  std::scoped_lock lock(mutex_);
  for (auto& order : orders_) {
    if (order.id != wanted && order.reference != wanted) continue;
    if (!can_ship(order)) return fail(FW_E_INVALID, "the order is done");
    order.exception = text;
    order.status = text.empty() ? WmsStatus::received : WmsStatus::exception;
    touch(order);
    if (text.empty()) schedule(order);
    std::string data;
    render_order(data, order);
    if (!text.empty()) tell("order.exception", order.depositor, std::move(data));
    return {};
  }
  return fail(FW_E_INVALID, "no order " + printable(wanted, 40));
}

Response Wms::list_shipments(Call& call) {
  const auto* order_id = call.request.parameter("order_id");
  const auto* since = call.request.parameter("shipped_since");
  auto page = WmsPage::read(call, world_.seed);
  if (!page) return refusal(&call, 400, page.error().message, {});
  std::scoped_lock lock(mutex_);
  const auto& shipments = depositor(call).shipments;
  const auto from = page->start(since ? *parse_time(*since) : Instant{});
  const auto earlier = [](const WmsShipment& one, const WmsPage::Place& place) {
    return std::tie(one.shipped, one.number) < std::tie(place.at, place.number);
  };
  for (auto at = std::lower_bound(shipments.begin(), shipments.end(), from, earlier); at != shipments.end(); ++at) {
    if (order_id && at->order_id != *order_id) continue;
    if (page->full()) {
      page->continue_at({at->shipped, at->number});
      break;
    }
    page->add(at->json);
  }
  return page->answer({});
}

}  // namespace fairway::sandbox
