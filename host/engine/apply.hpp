// What a configuration that is sound does to the database, in one transaction: accounts and their generations, stores,
// sellers, jobs.
#pragma once
#include "host/base/catalogue.hpp"
#include "host/engine/sellers.hpp"
#include "host/ledger/job.hpp"

namespace fairway::engine {

struct Applied {
  config::SnapshotPtr snapshot;  // with the refused stores switched off and their findings
  std::set<StoreName> refused;
  std::set<std::string> added, changed, absent;  // accounts; `absent` since now
};

// Accounts of the files: a new hash is a new generation, and its orders that wait for a mapping are looked at again. Those
// whose file is gone are `absent`: nothing of them is forgotten, their jobs are parked. Those rejected keep what they have,
// parked as well, until their file is mended.
// `only`: the accounts that changed, null for all; what is gone is looked for in any case.
Result<Applied> apply(storage::Transaction& tx, config::Snapshot snapshot, const Catalogue& catalogue, Instant now,
                      const std::set<std::string>* only = nullptr);

}  // namespace fairway::engine
