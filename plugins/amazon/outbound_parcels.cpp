#include "outbound_parcels.hpp"

#include <algorithm>

#include "text.hpp"

namespace amazon {
namespace {

bool has_package(const remote::OutboundShipment& shipment, std::int64_t number) {
  return std::any_of(shipment.fulfillment_shipment_package.begin(), shipment.fulfillment_shipment_package.end(),
                     [&](const remote::OutboundPackage& one) { return one.package_number == number; });
}

// An item comes once for each serial number, so units of a line are added up. What names no package that is there is in the
// first one.
std::vector<OutboundLine> contents_of(const remote::OutboundShipment& shipment, std::size_t package) {
  const auto number = shipment.fulfillment_shipment_package[package].package_number;
  std::vector<OutboundLine> lines;
  for (const auto& item : shipment.fulfillment_shipment_item) {
    if (item.package_number != number && (package != 0 || has_package(shipment, item.package_number))) continue;
    const auto same = std::find_if(lines.begin(), lines.end(), [&](const OutboundLine& line) {
      return line.id == item.seller_fulfillment_order_item_id && line.sku == item.seller_sku;
    });
    if (same != lines.end()) same->quantity += item.quantity;
    else lines.push_back({item.seller_fulfillment_order_item_id, item.seller_sku, item.quantity});
  }
  return lines;
}

}  // namespace

bool add_parcels(const remote::OutboundShipment& shipment, std::vector<OutboundParcel>& parcels) {
  if (lower(shipment.fulfillment_shipment_status) != "shipped") return true;
  bool all = !shipment.fulfillment_shipment_package.empty();
  for (std::size_t i = 0; i < shipment.fulfillment_shipment_package.size(); ++i) {
    const auto& package = shipment.fulfillment_shipment_package[i];
    OutboundParcel parcel;
    parcel.id = shipment.amazon_shipment_id + '/' + std::to_string(package.package_number);
    parcel.carrier = package.carrier_code;
    parcel.tracking_number =
        !package.tracking_number.empty() ? package.tracking_number : package.amazon_fulfillment_tracking_number;
    parcel.shipped_at = shipment.shipping_date;
    parcel.lines = contents_of(shipment, i);
    if (parcel.tracking_number.empty()) all = false;
    else if (!parcel.lines.empty()) parcels.push_back(std::move(parcel));
  }
  return all;
}

}  // namespace amazon
