// A seller identity belongs to one account at a time. The host enforces that itself, policy or not.
#pragma once
#include "host/config/snapshot.hpp"
#include "host/storage/database.hpp"

namespace fairway::engine {

using StoreName = std::pair<std::string, std::string>;  // account, nickname

// For LoadOptions::holders: who owns each seller now, by "<plugin> <identity>".
Result<std::map<std::string, std::string>> seller_holders(storage::Transaction& tx);

// Gives each seller that an enabled store names to its account, the first by name where none has it. The owner keeps it
// while its files name it, or cannot be read; it is free once the owner is gone or names it no longer. Returns the stores
// that name a seller of another account: they may not run.
Result<std::set<StoreName>> claim_sellers(storage::Transaction& tx, const config::Snapshot& snapshot, Instant now);

}  // namespace fairway::engine
