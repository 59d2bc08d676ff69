// Orders that are not paid yet hold stock, where a warehouse is known to have it (OFR-10).
#pragma once
#include "host/flows/routing/route.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/reservation.hpp"

namespace fairway::flows {

// An order that is not paid within this time of being taken on holds nothing any more; it stays, and goes on when it is
// paid. A payment at a convenience store, the slowest that channels wait for, takes days; an order that the channel gives up
// is cancelled there.
constexpr Millis kUnpaidHolds = std::chrono::hours(7 * 24);

// What stored orders in state reserved want is reserved where they would ship from today; what is short is said in their
// reason and in an event, and is tried again when stock comes. Before the ledger's flush.
Status reserve_stock(Unit& unit, const config::Account& account, ledger::Ledger& ledger,
                     const std::vector<ledger::OrderRow*>& orders, const std::string& cause, Instant now);

// What of an order's own is counted as taken in `stock`: `units` of it are given back, or, by -1, taken again.
void lend(StockView& stock, const std::vector<ledger::Reservation>& own, int times);

}  // namespace fairway::flows
