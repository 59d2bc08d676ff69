// A seller identity belongs to one account at a time. The host enforces that itself, policy or not.
#pragma once
#include "host/engine/renames.hpp"
#include "host/storage/database.hpp"

namespace fairway::engine {

using StoreName = std::pair<std::string, std::string>;  // account, nickname

using SellerHolders = std::map<std::string, std::string>;  // "<plugin> <identity>" -> account
// Who owns each seller now; also for LoadOptions::holders.
Result<SellerHolders> seller_holders(storage::Transaction& tx);

// What claiming comes to.
struct SellerClaims {
  std::set<std::string> freed;  // sellers that nobody owns any more
  SellerHolders taken;          // those that were given away
  std::set<StoreName> refused;  // stores that name a seller of another account: they may not run
};
// `holders` as they are after these claims.
void take_note(SellerHolders& holders, const SellerClaims& claims);
void rename_holders(SellerHolders& holders, const Renames& renames);

// Where only some accounts differ from what was claimed before.
struct SellerScope {
  const std::set<std::string>& accounts;  // that changed, came or went
  const std::set<StoreName>& refused;     // the last time
};

// Gives each seller that an enabled store names to its account, the first by name where none has it. The owner keeps it
// while its files name it, or cannot be read; it is free once the owner is gone or names it no longer.
// `holders`: seller_holders(). `scope` null: all accounts are looked at.
Result<SellerClaims> claim_sellers(storage::Transaction& tx, const config::Snapshot& snapshot, Instant now,
                                   const SellerHolders& holders, const SellerScope* scope = nullptr);

}  // namespace fairway::engine
