// Amazon at work on fulfilment orders: what the clock and the control plane do to them, and to the stock.
#include "host/base/text.hpp"
#include "host/sandbox/amazon/mcf.hpp"
#include "host/sandbox/wms/carriers.hpp"

namespace fairway::sandbox {
namespace {

bool has_ended(const McfOrder& order) {
  return order.status == McfStatus::complete || order.status == McfStatus::cancelled ||
         order.status == McfStatus::unfulfillable;
}

std::vector<std::int64_t> open_units(const McfOrder& order) {
  std::vector<std::int64_t> all;
  for (const auto& line : order.lines) all.push_back(line.quantity - line.shipped);
  return all;
}

// One unit less than there is, where there are two.
void leave_one_behind(std::vector<std::int64_t>& quantities) {
  std::int64_t sum = 0;
  for (const auto one : quantities) sum += one;
  for (auto at = quantities.rbegin(); at != quantities.rend() && sum > 1; ++at)
    if (*at > 0) {
      --*at;
      return;
    }
}

// Every third parcel goes with Amazon itself.
Label mcf_label(std::uint64_t number, Random& random) {
  if (number % 3 == 0) return {"AMZL", {}, "TBA" + random.digits(12)};
  return make_label("UPS Ground", random);
}

}  // namespace

bool Mcf::reserve(const McfOrder& order) {
  auto& shelf = shelf_of(order.seller, order.marketplace->id);
  std::map<std::string, std::int64_t> wanted;
  for (const auto& line : order.lines) wanted[line.sku] += line.quantity;
  for (const auto& [sku, quantity] : wanted)
    if (shelf[sku].fulfillable < quantity) return false;
  for (const auto& [sku, quantity] : wanted) {
    shelf[sku].fulfillable -= quantity;
    shelf[sku].reserved += quantity;
    shelf[sku].updated = order.received;
  }
  return true;
}

void Mcf::give_back(const McfOrder& order) {
  if (order.short_of_stock) return;  // it never had any
  auto& shelf = shelf_of(order.seller, order.marketplace->id);
  for (const auto& line : order.lines) {
    auto& stock = shelf[line.sku];
    stock.fulfillable += line.quantity - line.shipped;
    stock.reserved -= line.quantity - line.shipped;
    stock.updated = world_.timeline.now();
  }
}

void Mcf::move_to(McfOrder& order, McfStatus status) {
  order.status = status;
  order.updated = world_.timeline.now();
  echo_(order);
}

void Mcf::note(const McfOrder& order, const char* kind, std::string item, json::object detail) {
  world_.journal.add(
      {0, world_.timeline.now(), "amazon", kind, order.seller, order.reference, std::move(item), std::move(detail)});
}

void Mcf::advance(const std::string& seller, const std::string& reference, McfStatus from, McfStatus to) {
  std::scoped_lock lock(mutex_);
  auto* order = order_of(seller, reference);
  if (!order || order->status != from) return;
  if (order->short_of_stock) {
    note(*order, "mcf_unfulfillable");
    return move_to(*order, McfStatus::unfulfillable);
  }
  move_to(*order, to);
  if (to == McfStatus::processing) return plan_shipping(*order);
  const auto settings = world_.settings.get();
  world_.timeline.at(world_.timeline.now() + settings.paced(settings.accept_delay),
                     [this, seller, reference] { advance(seller, reference, McfStatus::planning, McfStatus::processing); });
}

void Mcf::plan_shipping(const McfOrder& order) {
  const auto settings = world_.settings.get();
  if (!settings.auto_ship) return;
  Random random(mix(world_.seed ^ hash_of(order.reference)));
  const auto whole = settings.paced(settings.ship_delay);
  const auto first = whole / 2 + Millis(static_cast<std::int64_t>(static_cast<double>(whole.count() / 2) * random.unit()));
  const auto now = world_.timeline.now();
  const bool split = random.chance(settings.partial_share);
  const auto due = [this, seller = order.seller, reference = order.reference](bool last) {
    ship_due(seller, reference, last);
  };
  world_.timeline.at(now + first, [due, split] { due(!split); });
  if (split) world_.timeline.at(now + first + whole / 2, [due] { due(true); });
}

void Mcf::ship_due(const std::string& seller, const std::string& reference, bool last) {
  std::scoped_lock lock(mutex_);
  auto* order = order_of(seller, reference);
  if (!order || has_ended(*order) || !world_.settings.get().auto_ship) return;
  auto quantities = open_units(*order);
  if (!last) leave_one_behind(quantities);
  ship(*order, quantities, {});
}

void Mcf::ship(McfOrder& order, const std::vector<std::int64_t>& quantities, const McfAction& how) {
  Random random(mix(world_.seed ^ hash_of("mcf") ^ ++shipments_));
  auto label = mcf_label(shipments_, random);
  if (!how.carrier.empty()) label.carrier = how.carrier;
  if (!how.tracking.empty()) label.tracking = how.tracking;
  if (how.no_tracking) label.tracking.clear();
  auto& shelf = shelf_of(order.seller, order.marketplace->id);
  bool all = true;
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    auto& line = order.lines[i];
    line.shipped += quantities[i];
    all = all && line.shipped == line.quantity;
    auto& stock = shelf[line.sku];
    stock.reserved = std::max<std::int64_t>(0, stock.reserved - quantities[i]);
    stock.updated = world_.timeline.now();
  }
  order.shipments.push_back(
      {fmt::format("D{:08}", shipments_), label.carrier, label.tracking, world_.timeline.now(), quantities});
  note(order, "mcf_shipment", order.shipments.back().id,
       {{"carrier", label.carrier}, {"tracking", label.tracking}, {"complete", all}});
  if (all) move_to(order, McfStatus::complete);
  else if (order.status != McfStatus::processing) move_to(order, McfStatus::processing);
}

Status Mcf::act(const McfAction& action) {
  std::scoped_lock lock(mutex_);
  for (auto& [key, order] : orders_) {
    if (order.reference != action.reference || (!action.seller.empty() && order.seller != action.seller)) continue;
    if (has_ended(order)) return fail(FW_E_INVALID, "the order has ended");
    if (action.action == "ship") {
      auto quantities = open_units(order);
      if (action.partial) leave_one_behind(quantities);
      ship(order, quantities, action);
    } else if (action.action == "fail") {
      give_back(order);
      note(order, "mcf_unfulfillable");
      move_to(order, McfStatus::unfulfillable);
    } else {
      return fail(FW_E_INVALID, "action is ship or fail");
    }
    return {};
  }
  return fail(FW_E_INVALID, "no fulfilment order " + printable(action.reference, 60));
}

void Mcf::set_stock(const std::string& seller, const Marketplace& marketplace, const std::string& sku,
                    std::int64_t fulfillable) {
  std::scoped_lock lock(mutex_);
  auto& stock = shelf_of(seller, marketplace.id)[sku];
  stock.fulfillable = fulfillable;
  stock.updated = world_.timeline.now();
}

json::object Mcf::counts() const {
  std::scoped_lock lock(mutex_);
  std::map<std::string_view, std::int64_t> by_status;
  for (const auto& [key, order] : orders_) ++by_status[name_of(order.status)];
  json::object out;
  for (const auto& [name, number] : by_status) out[name] = number;
  return out;
}

void Mcf::clear() {
  std::scoped_lock lock(mutex_);
  orders_.clear();
  shelves_.clear();
  shipments_ = 0;
}

}  // namespace fairway::sandbox
