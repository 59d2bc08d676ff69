// Stock levels as they come in, by polling or by webhook, and what arrived at the warehouse.
#pragma once
#include "fairway/documents/fulfilment.hpp"
#include "host/flows/flow.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {

// Stages the levels of a batch in `unit`, and receipts that notices tell of; what cannot be read is set aside. Other
// documents are passed over. `cause`: of what they move.
Status take_stock(Context& context, Unit& unit, const WarehousePlace& place, const plugins::Batch& batch,
                  const std::string& cause);

// A document that is a level, read into `level`. Why it is set aside; none: it is kept.
std::optional<plugins::Rejected> read_level(const plugins::Document& document, StockLevel& level);

}  // namespace fairway::flows
