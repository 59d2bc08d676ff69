// Parcels as they come in, by polling or by webhook: stored once, each with the package reference it will always have.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {

// Where parcels come from.
struct ParcelSource {
  const config::Account* account = nullptr;
  const config::Warehouse* warehouse = nullptr;
  std::string cause, stream;
};

// Stages new shipments, their events and their `confirm` jobs in `unit`; documents that fit no fulfilment order are rejects.
// Notices become events of the orders that they are about.
Status take_parcels(Context& context, Unit& unit, const ParcelSource& source, const plugins::Batch& batch);

}  // namespace fairway::flows
