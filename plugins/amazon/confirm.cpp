// Shipment confirmations: Orders v0 confirmShipment, which has no successor and is not deprecated.
#include <algorithm>

#include "amazon.hpp"
#include "carriers.hpp"
#include "errors.hpp"
#include "marketplaces.hpp"

namespace amazon {
namespace {

struct ConfirmItem {
  using json_case = fairway::CamelCase;
  std::string order_item_id;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(ConfirmItem, (), (order_item_id, quantity))

struct PackageDetail {
  using json_case = fairway::CamelCase;
  std::string package_reference_id;  // digits, as text: Amazon refuses a number
  std::string carrier_code, carrier_name, shipping_method, tracking_number;
  fairway::Time ship_date;
  std::vector<ConfirmItem> order_items;
};
BOOST_DESCRIBE_STRUCT(PackageDetail, (),
                      (package_reference_id, carrier_code, carrier_name, shipping_method, tracking_number, ship_date,
                       order_items))

struct Confirmation {
  using json_case = fairway::CamelCase;
  std::string marketplace_id;
  PackageDetail package_detail;
};
BOOST_DESCRIBE_STRUCT(Confirmation, (), (marketplace_id, package_detail))

bool is_positive_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos &&
         text.find_first_not_of('0') != std::string_view::npos;
}

std::vector<ConfirmItem> items_of(const fairway::Shipment& shipment) {
  if (shipment.lines.empty()) throw fairway::Error::rejected("a parcel without contents cannot be confirmed", "/lines");
  std::vector<ConfirmItem> items;
  for (std::size_t i = 0; i < shipment.lines.size(); ++i) {
    const auto& line = shipment.lines[i];
    const std::string at = "/lines/" + std::to_string(i);
    if (line.line_id.empty()) throw fairway::Error::rejected("which line of the order?", at + "/line_id");
    if (line.quantity <= 0) throw fairway::Error::rejected("a quantity above zero is needed", at + "/quantity");
    const auto same = [&](const ConfirmItem& item) { return item.order_item_id == line.line_id; };
    if (const auto found = std::find_if(items.begin(), items.end(), same); found != items.end())
      found->quantity += line.quantity;
    else items.push_back({line.line_id, line.quantity});
  }
  return items;
}

// What Amazon would refuse is refused here, without a call.
PackageDetail package_of(const fairway::Shipment& shipment, fairway::Time now) {
  if (shipment.channel_order_id.empty()) throw fairway::Error::rejected("which order?", "/channel_order_id");
  if (!is_positive_number(shipment.package_reference))
    throw fairway::Error::rejected("a package reference is a positive number", "/package_reference");
  if (shipment.tracking_number.empty()) throw fairway::Error::rejected("Amazon wants a tracking number", "/tracking_number");
  const Carrier carrier = resolve_carrier(shipment.carrier, shipment.service);
  // Amazon takes no date of the future, and a warehouse's clock may run ahead of ours.
  const fairway::Time shipped_at = std::min(shipment.shipped_at.value_or(now), now);
  return {shipment.package_reference, carrier.code, carrier.name,      carrier.method,
          shipment.tracking_number,   shipped_at,   items_of(shipment)};
}

}  // namespace

// The same package reference sent again edits that package, so a retry does no harm, whatever became of the first try.
void Amazon::confirm_one(const fairway::Call& call, const fairway::Shipment& shipment) {
  const Confirmation body{std::string(find_marketplace_name(settings().marketplace)->marketplace->id),
                          package_of(shipment, host().now())};
  auto request = fairway::HttpRequest::json(
      "POST", "/orders/v0/orders/" + fairway::url_encode(shipment.channel_order_id) + "/shipmentConfirmation", body);
  request.operation = "confirmShipment";
  expect_success(client_.send(call, std::move(request)), "confirmShipment");
}

void Amazon::confirm(const fairway::Call& call, std::span<const fairway::Item<fairway::Shipment>> items,
                     fairway::Results& results) {
  for (const auto& item : items) {
    call.check();
    try {
      confirm_one(call, item.document);
      results.accepted(item, item.document.package_reference);
    } catch (const fairway::Error& error) {
      // One parcel's own fault is its own; what would meet the next one as well ends the batch.
      if (error.code() != FW_E_REJECTED && error.code() != FW_E_UNAVAILABLE) throw;
      results.failed(item, error);
    }
  }
}

}  // namespace amazon
