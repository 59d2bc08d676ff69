// The jobs that configuration asks for, beside those that work brings.
#pragma once
#include "host/config/snapshot.hpp"
#include "host/ledger/job.hpp"

namespace fairway::engine {

// Recurring jobs of one account ("" is the host's own): new ones are due as they say; known ones keep their due time, or
// `every` from now where that is sooner; those no longer wanted go.
Status seed_jobs(storage::Transaction& tx, const std::string& account, const std::vector<ledger::NewJob>& wanted,
                 Instant now);

// Waiting jobs of accounts that do not run, and of stores and warehouses that are not enabled, are parked: nothing is
// forgotten. Parked ones whose account and target are back wait again. `only`: of these accounts; null: of all.
Status park_jobs(storage::Transaction& tx, const config::Snapshot& snapshot, const std::set<std::string>* only = nullptr);

}  // namespace fairway::engine
