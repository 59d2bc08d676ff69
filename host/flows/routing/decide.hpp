// What becomes of an order that was received: the shipping map's answer, who ships which lines, or why it waits. The one
// function by which the flow acts, a plan replays orders and the tests of a configuration judge it. Writes nothing.
#pragma once
#include "host/flows/routing/route.hpp"
#include "host/flows/routing/routing.hpp"

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

// What the order has been through: who refused it, and the lines that are with somebody already, or may be; and what of it is
// paused.
struct Standing {
  Refusals refusals;
  std::set<std::string> placed;  // line ids
  std::set<std::string> paused;  // SKUs of the store whose listing a person paused
};

struct Decision {
  enum class Kind {
    waits,     // its store is not configured
    unmapped,  // needs-mapping: no rule fits, there is no map, or it `failed`; or items are not linked
    dropped,   // nothing is left to ship, or an item is not linked and such orders are passed over
    held,      // nobody may ship it, or a listing of it is paused
    observed,  // would be sent, but the store is in observe mode
    sent
  } kind = Kind::waits;
  std::string reason;  // of all but observed and sent
  bool failed = false;
  std::string service;                // of observed, sent, held
  config::Place rule;                 // where the service is decided, or that it waits for a link; line 0: nowhere
  std::vector<Part> parts;            // of observed and sent; of those whose every line is placed none
  config::Place routed;               // where the first part's way is decided, or what holds the order
  std::vector<std::string> left_out;  // SKUs that are not linked and stay behind
};
// "west", "west + east"; empty: nobody.
std::string shippers(const Decision& decision);

// `order`: the row's document. Pure.
Decision decide(const config::Account& account, const ledger::OrderRow& row, const Order& order, const Mapped& mapped,
                const StockView& stock, const Standing& standing = {});

// What is known of the stock by which these orders are routed: where nobody's stock decides, nothing is asked for. What the
// orders hold themselves is lent(), one order at a time.
Result<StockView> known_stock(storage::Transaction& tx, const config::Account& account,
                              const std::vector<std::pair<std::string, const Order*>>& orders, Instant now);

}  // namespace fairway::flows
