// Whether a stored order would have been taken on by other rules than those that held: judged each time that the channel
// showed it, as it was shown then, by the function that the flow asks.
#pragma once
#include "host/flows/intake/judge.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

// One time that the channel showed an order with another status.
struct Look {
  Instant at;
  Open<OrderStatus> status;
};

// Up to when the order was taken on: what the channel shows after that may be our own doing. Of one that never was, all.
// `events`: its own, in their order; other types than those of looks_from() do not matter.
std::vector<Look> looks_of(const ledger::OrderRow& row, const std::vector<ledger::EventRow>& events);
const std::vector<ledger::Event>& looks_from();

// What the `orders` block of `store` would have made of it, look by look: one passed over for its status is judged anew, one
// reserved goes on once it is paid, and what is taken on stays. "Now" is the time of each look. `order`: its status does not
// matter. Pure.
Judgement rejudge(Order order, const std::vector<Look>& looks, const config::Store& store, const config::SkuTable* skus,
                  Instant live_since);

}  // namespace fairway::flows
