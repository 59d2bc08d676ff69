// What a person removes: it stays in the reports and under the keys that keep an order from being taken on twice; what made it
// work goes. Its orders are flows/retire.hpp's.
#pragma once
#include "host/ledger/store.hpp"

namespace fairway::ledger {

// The store's current rows end, so that what has its nickname later is another store; its jobs, cursors, tokens and what its
// plugin kept go, its findings are resolved. What stores share stays while another of the account has it.
// The keys of personal data that nobody needs any more: to be destroyed.
Result<std::vector<std::string>> retire_store(storage::Transaction& tx, const StoreRow& store, Instant now);

// All of the account's, stores too. Its versions are History's.
Result<std::vector<std::string>> retire_account(storage::Transaction& tx, const std::string& account, Instant now);

}  // namespace fairway::ledger
