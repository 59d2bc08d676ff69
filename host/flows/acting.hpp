// What the verbs of persons have in common: one order, one transaction, and who did it.
#pragma once
#include "host/flows/verbs.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {

std::string by(const Person& person);
// "an order that is shipped cannot be retried"
tl::unexpected<Failure> not_in(const ledger::OrderRow& order, std::string_view verb);

// One order, one transaction: `act` records what it does and names the jobs that follow. INVALID where there is no such order.
using Act = std::function<Result<std::vector<ledger::NewJob>>(Unit&, OrderBook&, ledger::OrderRow&)>;
Status on_order(Context& context, const std::string& account, std::int64_t id, const Act& act);

// Some of it is to be sent, or was: a part of it may be refused, stuck or waiting while another goes.
bool under_way(ledger::State state);

// What an order that moves again needs: its mapping, or the submission of each part that was not answered for.
Result<std::vector<ledger::NewJob>> follow_up(Context& context, Unit& unit, const ledger::OrderRow& order);

// What was refused may be sent again, under its old reference; not what somebody else took over. The parts that are to be sent.
Result<std::vector<ledger::Fulfilment>> forget_refusals(Unit& unit, const ledger::OrderRow& order);

}  // namespace fairway::flows
