// Telling the channel that orders are being worked on.
#pragma once
#include "host/flows/flow.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

// The warehouse has the order: the channel is to be told, where it takes such a thing. False: it does not, or it was told.
bool mark_to_acknowledge(const Context& context, const config::Account& account, ledger::OrderRow& order);

// The jobs that tell the channels of these stores, each after the time that its plugin lets orders gather.
std::vector<ledger::NewJob> acknowledge_jobs(const Context& context, const config::Account& account,
                                             const std::set<std::string>& stores);

}  // namespace fairway::flows
