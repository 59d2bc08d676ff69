// What becomes of an order, or a part of one, that was refused by who should ship it.
#pragma once
#include "host/flows/working.hpp"

namespace fairway::flows {

struct RefusedPart {
  ledger::Fulfilment fulfilment;  // as it is stored
  std::string cause;              // of the event
  std::string message, pointer;   // what the fulfiller said
  bool maybe_there = false;       // it was sent before, and nobody knows what came of that: a person must look
};

// Its event. What a fulfilling store refused goes to the fallback at once, or is held. What a warehouse refused waits for a
// person: the order is `rejected`, or, while another part is under way, named by a finding until all of it has shipped.
Status record_refused(Context& context, Unit& unit, const config::Account& account, OrderBook& book,
                      const std::vector<RefusedPart>& refused);

}  // namespace fairway::flows
