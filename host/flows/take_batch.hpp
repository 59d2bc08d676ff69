// What comes from a warehouse, by whatever way: parcels, notices and stock levels together.
#pragma once
#include "host/flows/shipments/take_parcels.hpp"

namespace fairway::flows {

// Stages all documents of a batch in `unit`. A stream's name says when it is asked for, not what it may bring: a partner's
// folder holds files of every kind, and whoever opens one takes all of it.
Status take_batch(Context& context, Unit& unit, const ParcelSource& source, const plugins::Batch& batch);

}  // namespace fairway::flows
