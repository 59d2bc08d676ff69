// Orders that are held because nobody may ship them, or because a listing of them is paused. They wait for stock, another
// configuration or the listing, not for a person's word on the order itself, and are judged again when that comes.
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
