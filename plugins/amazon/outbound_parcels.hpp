// The packages of one of Amazon's shipments, with what is in them. Pure.
#pragma once
#include <vector>

#include "outbound.hpp"
#include "remote/outbound.hpp"

namespace amazon {

// Adds the packages of a shipment that has left. False: it has left, and a tracking number is not told yet, of one of its
// packages or of all.
bool add_parcels(const remote::OutboundShipment&, std::vector<OutboundParcel>& parcels);

}  // namespace amazon
