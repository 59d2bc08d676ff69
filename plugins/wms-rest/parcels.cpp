#include "parcels.hpp"

namespace wms_rest {

std::vector<fairway::Shipment> parcels_of(const remote::Shipment& from) {
  std::vector<fairway::Shipment> all;
  for (std::size_t i = 0; i < from.parcels.size(); ++i) {
    const remote::Parcel& parcel = from.parcels[i];
    fairway::Shipment to;
    to.id = from.id + '/' + std::to_string(i + 1);
    to.reference = from.reference, to.fulfilment_id = from.order_id;
    to.carrier = parcel.carrier, to.service = parcel.service, to.tracking_number = parcel.tracking_number;
    to.shipped_at = from.shipped_at;
    to.backorder = from.backorder;
    for (const auto& line : parcel.lines) to.lines.push_back({line.line_id, line.sku, line.quantity});
    if (parcel.weight_grams) to.extra.members.emplace_back("weight_grams", std::to_string(*parcel.weight_grams));
    all.push_back(std::move(to));
  }
  return all;
}

std::optional<fairway::Time> emit_shipment(const fairway::RawJson& row, fairway::PullOut& out) {
  const auto refuse = [&](const std::string& why, const std::string& pointer) {
    out.reject(row.text, fairway::Shipment::kSchema, fairway::Error::rejected(why, pointer));
  };
  remote::Shipment shipment;
  fairway::JsonError error;
  if (!fairway::read_json(row.text, shipment, error)) return refuse(error.message, error.pointer), std::nullopt;
  if (shipment.id.empty()) return refuse("a shipment without an id", "/id"), std::nullopt;
  if (shipment.reference.empty() && shipment.order_id.empty())
    return refuse("a shipment of no order", "/reference"), std::nullopt;
  if (shipment.parcels.empty()) refuse("a shipment without parcels", "/parcels");
  for (const auto& parcel : parcels_of(shipment)) out.emit(parcel);
  return shipment.shipped_at;
}

}  // namespace wms_rest
