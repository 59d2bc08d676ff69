// What a configuration that is sound does to the database, in one transaction: accounts and their generations, stores,
// sellers, jobs.
#pragma once
#include "host/base/catalogue.hpp"
#include "host/engine/renames.hpp"
#include "host/engine/sellers.hpp"
#include "host/ledger/job.hpp"

namespace fairway::engine {

Result<AccountRows> account_rows(storage::Transaction& tx);

struct Applied {
  config::SnapshotPtr snapshot;  // with the refused stores switched off and their findings
  Renames renamed;
  SellerClaims sellers;
  AccountRows rows;                              // of the accounts that were looked at, as they are now
  std::set<std::string> added, changed, absent;  // accounts; `absent` since now
};

// What differs from what was applied before.
struct Scope {
  std::set<std::string> changed, gone;  // accounts; `changed` also those that are new, or rejected though they ran
  std::set<StoreName> refused;          // the last time
};

// Accounts of the files: a new hash is a new generation, and its orders that wait for a mapping are looked at again. Those
// whose file is gone are `absent`: nothing of them is forgotten, their jobs are parked. Those rejected keep what they have,
// parked as well, until their file is mended. What is absent is a finding until it is back. `holders`: seller_holders().
// `scope` null: everything is looked at, and what is gone is looked for; `renames`, which come first, are in it.
Result<Applied> apply(storage::Transaction& tx, config::Snapshot snapshot, const Catalogue& catalogue, Instant now,
                      const SellerHolders& holders, const Scope* scope = nullptr, const Renames& renames = {});

}  // namespace fairway::engine
