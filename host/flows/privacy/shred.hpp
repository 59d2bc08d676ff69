// How personal data ends: the key is destroyed, and with it what it sealed, in the database and in every later backup.
#pragma once
#include "host/flows/working.hpp"
#include "host/ledger/redaction.hpp"

namespace fairway::flows {

// Takes what was sealed off the order, says so in its history, and adds it to `gone`. Nothing where nothing is kept of it.
void cut_personal(OrderBook& book, ledger::OrderRow& order, ledger::Why why, const std::string& cause,
                  std::vector<ledger::Redaction>& gone);

// Destroys the keys and records it, in a transaction that the caller commits at once. The keys go before the commit: rows
// without keys are redacted all the same, keys without rows would not be.
Status shred(Context& context, Unit& unit, const std::vector<ledger::Redaction>& gone, ledger::Why why,
             const std::string& cause);

}  // namespace fairway::flows
