#include "host/flows/shipments/verify.hpp"

#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::ShipmentRow;
using ledger::ShipmentState;

bool shows(const std::vector<OrderPackage>& packages, const ShipmentRow& shipment) {
  for (const auto& package : packages) {
    const bool same_number = !shipment.tracking_number.empty() && package.tracking_number == shipment.tracking_number;
    const bool same_reference = !package.reference.empty() && package.reference == shipment.package_reference;
    if (same_number || (same_reference && package.tracking_number.empty())) return true;
  }
  return false;
}

}  // namespace

Status verify_confirmations(Context& context, Unit& unit, ledger::Ledger& ledger, const std::string& cause,
                            const std::vector<ShownPackages>& shown) {
  std::vector<std::int64_t> ids;
  for (const auto& [order, packages] : shown)
    if (order->id != 0) ids.push_back(order->id);
  if (ids.empty()) return {};
  auto shipments = ledger::shipments_of(unit.tx(), ids);
  if (!shipments) return fail(std::move(shipments.error()));

  std::vector<ShipmentRow> verified;
  for (const auto& [order, packages] : shown)
    for (auto& shipment : *shipments) {
      if (shipment.order_id != order->id || shipment.state != ShipmentState::confirmed || !shows(packages, shipment))
        continue;
      shipment.state = ShipmentState::verified;
      shipment.verified_at = context.clock.now();
      if (shipment.unseen == ShipmentRow::Unseen::alarmed)
        if (auto ok = ledger::resolve(unit.tx(), unseen_key(shipment), context.clock.now()); !ok) return ok;
      verified.push_back(shipment);
      ledger.record(*order, ledger::Event::verified, cause, json::object{{"package", shipment.package_reference}});
    }
  return ledger::update(unit.tx(), verified);
}

}  // namespace fairway::flows
