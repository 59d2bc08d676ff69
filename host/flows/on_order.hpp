// What a person does to one order: one transaction, one cause.
#pragma once
#include "host/flows/verbs.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {

inline std::string by(const Person& person) { return "by " + person.name; }

// REJECTED: "an order that is shipped cannot be held".
tl::unexpected<Failure> not_in(const ledger::OrderRow& order, std::string_view verb);

// `act` records what it does and names the jobs that follow. INVALID where there is no such order.
using Act = std::function<Result<std::vector<ledger::NewJob>>(Unit&, OrderBook&, ledger::OrderRow&)>;
Status on_order(Context& context, const std::string& account, std::int64_t id, const Act& act);

// What an order that moves again needs: its mapping, its submission or its confirmations.
Result<std::vector<ledger::NewJob>> follow_up(Context& context, Unit& unit, const ledger::OrderRow& order);

}  // namespace fairway::flows
