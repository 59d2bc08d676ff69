// From the warehouse's shipment to ours: one document per parcel.
#pragma once
#include "fairway/plugin.hpp"
#include "remote/api.hpp"

namespace wms_rest {

// The n-th parcel (from 1) of shipment S is "S/n", whoever tells of it.
std::vector<fairway::Shipment> parcels_of(const remote::Shipment&);

// Emits a row's parcels, or sets the row aside. The time of shipping where it was read.
std::optional<fairway::Time> emit_shipment(const fairway::RawJson& row, fairway::PullOut&);

}  // namespace wms_rest
