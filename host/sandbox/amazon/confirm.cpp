// confirmShipment: one package of one order; the same reference again edits that package.
#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"

namespace fairway::sandbox {
namespace {

// A warehouse's clock may run a little ahead of Amazon's.
constexpr auto kFuture = std::chrono::minutes(2);

Package read_package(const json::value& detail, Instant now) {
  Package package;
  package.reference = text_at(detail, "packageReferenceId");
  package.carrier_code = text_at(detail, "carrierCode");
  package.carrier_name = text_at(detail, "carrierName");
  package.method = text_at(detail, "shippingMethod");
  package.tracking = text_at(detail, "trackingNumber");
  package.shipped = *parse_time(text_at(detail, "shipDate"));
  package.created = now;
  for (const auto& item : find(detail, "orderItems")->get_array())
    package.items.push_back({std::string(text_at(item, "orderItemId")), number_at(item, "quantity")});
  return package;
}

Line* line_of(Order& order, std::string_view item_id) {
  for (auto& line : order.lines)
    if (line.item_id == item_id) return &line;
  return nullptr;
}

void book(Order& order, const Package& package, std::int64_t sign) {
  for (const auto& item : package.items)
    if (auto* line = line_of(order, item.item_id)) line->shipped += sign * item.quantity;
}

std::string wrong_items(Order& order, const Package& package) {
  std::map<std::string_view, std::int64_t> wanted;
  for (const auto& item : package.items) wanted[item.item_id] += item.quantity;
  for (const auto& [id, quantity] : wanted) {
    const auto* line = line_of(order, id);
    if (!line) return fmt::format("orderItemId {} is not of this order", printable(id, 40));
    if (quantity > line->open())
      return fmt::format("quantity {} of item {} is more than the {} left to ship", quantity, id, line->open());
  }
  return {};
}

std::string wrong_order(const Order& order, const Package& package, std::string_view marketplace, Instant now) {
  if (order.marketplace->id != marketplace) return "marketplaceId is not the order's";
  if (order.by_amazon) return "the order is fulfilled by Amazon";
  if (std::find(order.programs.begin(), order.programs.end(), "FBM_SHIP_PLUS") != order.programs.end())
    return "orders of FBM_SHIP_PLUS are not confirmed";
  if (order.status == OrderStatus::pending || order.status == OrderStatus::pending_availability)
    return "the order is pending";
  if (order.status == OrderStatus::cancelled) return "the order is cancelled";
  if (package.carrier_code == "Other" && package.carrier_name.empty()) return "carrierName is needed with carrierCode Other";
  if (package.shipped < order.created) return "shipDate is before the purchase";
  if (package.shipped > now + kFuture) return "shipDate is in the future";
  return {};
}

bool same(const Package& a, const Package& b) {
  return a.carrier_code == b.carrier_code && a.carrier_name == b.carrier_name && a.method == b.method &&
         a.tracking == b.tracking && a.shipped == b.shipped && a.items == b.items;
}

json::object journalled(const Package& package) {
  json::array items;
  for (const auto& item : package.items) items.push_back({{"orderItemId", item.item_id}, {"quantity", item.quantity}});
  return {{"carrier", package.carrier_code}, {"carrierName", package.carrier_name},     {"method", package.method},
          {"tracking", package.tracking},    {"shipped", format_time(package.shipped)}, {"items", std::move(items)}};
}

}  // namespace

Response Amazon::confirm_shipment(Call& call) {
  auto package = read_package(*find(call.body, "packageDetail"), call.now);
  std::scoped_lock lock(mutex_);
  auto* order = orders_.find(call.path[0]);
  if (!order || order->seller != call.account) return amazon_error(404, "NotFound", "The order was not found.");
  auto wrong = wrong_order(*order, package, text_at(call.body, "marketplaceId"), call.now);
  if (!wrong.empty()) return amazon_error(400, "InvalidInput", wrong);

  const auto earlier = std::find_if(order->packages.begin(), order->packages.end(),
                                    [&](const Package& one) { return one.reference == package.reference; });
  const bool edits = earlier != order->packages.end();
  if (edits) book(*order, *earlier, -1);
  wrong = wrong_items(*order, package);
  if (!wrong.empty()) {
    if (edits) book(*order, *earlier, +1);
    return amazon_error(400, "InvalidInput", wrong);
  }
  if (call.strikes.has(FaultKind::drop_package)) {  // Amazon says yes, and the package never appears
    if (edits) book(*order, *earlier, +1);
    world_.journal.add(
        {0, call.now, "amazon", "confirmation_dropped", call.account, order->id, package.reference, journalled(package)});
    return Response{204};
  }
  book(*order, package, +1);
  const bool repeats = edits && same(*earlier, package);
  const char* kind = repeats ? "confirmation_repeat" : edits ? "confirmation_edit" : "confirmation";
  world_.journal.add({0, call.now, "amazon", kind, call.account, order->id, package.reference, journalled(package)});
  if (edits) {
    package.created = earlier->created;
    *earlier = std::move(package);
  } else {
    order->packages.push_back(std::move(package));
    ++packages_;
  }
  settle_status(*order);
  if (!repeats) orders_.touch(*order, call.now);
  return Response{204};
}

}  // namespace fairway::sandbox
