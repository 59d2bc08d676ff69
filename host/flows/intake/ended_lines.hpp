// Lines of an order that its channel ended by itself after somebody was asked to ship them: cancelled there, or shipped by
// somebody else.
#pragma once
#include "host/flows/routing/parts.hpp"

namespace fairway::flows {

// Units by line that are cancelled of an order: as the channel shows it, or by us, whatever it shows yet.
UnitsByLine cancelled_units(const ledger::OrderRow& order);

struct EndedLines {
  ledger::OrderRow* order;  // stored, as the channel shows it now
  UnitsByLine cancelled;    // what this version shows as cancelled and the one before did not
};

// Takes them out of what never left us. Of what a warehouse may have it is asked for the cancelled ones as for those that a
// person cancels: for all of that part, and the rest is sent again once it agrees; a reference never comes to stand for
// anything else. Which orders have nobody left who ships any of them. Before the ledger's flush.
Result<std::vector<ledger::OrderRow*>> follow_ended_lines(Context& context, Unit& unit, ledger::Ledger& ledger,
                                                          const std::vector<EndedLines>& ended, const std::string& cause);

}  // namespace fairway::flows
