// Orders that are held because nobody may ship them. They wait for stock or for another configuration, not for a person, and
// are judged again when either comes.
#pragma once
#include <set>

#include "host/config/finding.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

void hold_for_route(ledger::Ledger& ledger, ledger::OrderRow& order, const std::string& why, const config::Place& at,
                    const std::string& cause);
// Which of these held orders are held for that. One that a person holds, or whose buyer asked to cancel meanwhile, is not.
Result<std::set<std::int64_t>> held_for_route(storage::Transaction& tx, const std::vector<std::int64_t>& ids);

}  // namespace fairway::flows
