// What becomes of an order that was received: the shipping map's answer, the warehouse, or why it waits. The one function
// by which the flow acts, a plan replays orders and the tests of a configuration judge it. Writes nothing.
#pragma once
#include "host/flows/routing.hpp"

namespace fairway::flows {

// The shipping map's answer for one order, or why there is none.
struct Mapped {
  ShippingAnswer answer;
  std::string trouble;
  bool failed = false;  // it could not answer, which may pass
};
// One answer for each question. Blocks for the plugin.
std::vector<Mapped> ask_shipping_map(plugins::Supervisor& plugins, const config::Account& account,
                                     const std::vector<ShippingQuestion>& questions);

struct Decision {
  enum class Kind {
    waits,     // its store is not configured
    unmapped,  // needs-mapping: no rule fits, there is no map, or it `failed`
    dropped,   // nothing is left to ship
    held,      // no warehouse may take it
    observed,  // would be sent, but the store is in observe mode
    sent
  } kind = Kind::waits;
  std::string reason;  // of all but observed and sent
  bool failed = false;
  std::string service;                           // of observed, sent, held
  config::Place rule;                            // where the service is decided; line 0: nowhere
  const config::Warehouse* warehouse = nullptr;  // of observed and sent; lives as long as the account
  config::Place routed;                          // where the warehouse is decided, or refused
  std::vector<LineQuantity> lines;               // what is left to ship
};
// `order`: the row's document. Pure.
Decision decide(const config::Account& account, const ledger::OrderRow& row, const Order& order, const Mapped& mapped);

}  // namespace fairway::flows
