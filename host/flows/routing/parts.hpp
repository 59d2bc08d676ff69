// An order that several ship: what is still wanted of it, and what the end of one part means for the whole.
#pragma once
#include "host/flows/working.hpp"

namespace fairway::flows {

using UnitsByLine = std::map<std::string, std::int64_t>;
UnitsByLine units_of(const std::vector<LineQuantity>& lines);
// What was sold of an order's lines, less what the channel cancelled, and less what we gave up.
UnitsByLine sold_units(const Order& order);
// Units that are to be shipped by line id, by the fulfilment orders of one order: what all are asked for together, since one may
// ship the first half of a line and another the second, and no more than was sold, since two may be asked for the same. A part
// that was refused is wanted still, one that was cancelled is not, unless its lines are to go out anew.
UnitsByLine wanted_units(const std::vector<ledger::Fulfilment>& of_order, const ledger::OrderRow& order);
// Whether these parcels hold all of it. Line by line: what a cancelled part shipped all the same is none of another line's.
bool all_shipped(const UnitsByLine& wanted, const std::vector<ledger::ShipmentRow>& parcels);
// Lines of a part that have not left it in a parcel.
std::vector<LineQuantity> not_left(const ledger::Fulfilment& part, const std::vector<ledger::ShipmentRow>& parcels);
// What is open of an order less what has left in parcels: what may still be given up.
std::vector<LineQuantity> still_open(const Order& order, const std::vector<ledger::ShipmentRow>& parcels);
// Refused, and its lines are with another part, or another was asked for them last: sent again, they might ship twice.
bool taken_over(const ledger::Fulfilment& part, const std::vector<ledger::Fulfilment>& of_order);
std::int64_t units(const std::vector<LineQuantity>& lines);
// Whether the channel is still to be told of one of them.
bool any_owed(const std::vector<ledger::ShipmentRow>& parcels);

// Gives lines the SKUs under which the channel sold them: who ships may call them otherwise.
void as_sold(const Order& order, std::vector<LineQuantity>& lines);

// The orders of these fulfilment orders that have others beside them, to be sent, or that may be there.
Result<std::set<std::int64_t>> with_other_parts(Unit& unit, const std::vector<ledger::Fulfilment>& than);

// Once a part is wanted no more: the others may have shipped all that is left by now, and the channel may know it. After the
// fulfilment orders are stored.
Status note_shipped(Unit& unit, ledger::Ledger& ledger, ledger::OrderRow& order, const std::string& cause);

// Parts of which nothing will ship; stored so already. With the last one the order is cancelled, unless a parcel of it left, or
// a part that was refused is wanted still: then that is what a person must look at. Where the others have all shipped, so has the
// order.
struct CancelledPart {
  ledger::Fulfilment fulfilment;
  std::string cause;
  json::object detail;  // of the event
};
// Nothing more of `part` will ship. Of one that has parcels what left remains and is done, and what ended is the rest of it.
ledger::Fulfilment end_part(ledger::Fulfilment& part, const std::vector<ledger::ShipmentRow>& parcels);
Status record_cancelled(Unit& unit, OrderBook& book, const std::vector<CancelledPart>& parts);

}  // namespace fairway::flows
