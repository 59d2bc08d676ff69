// `formerly`: which accounts and stores go on under another name. The files wish it, the database knows whether it is so.
#pragma once
#include <functional>

#include "host/config/snapshot.hpp"
#include "host/storage/database.hpp"

namespace fairway::engine {

// An account as the database has it.
struct AccountRow {
  std::string hash;
  std::int64_t generation = 0;
  bool absent = false;
};
using AccountRows = std::map<std::string, AccountRow>;

struct StoreRename {
  std::string account, from, to;  // the account by its name of now
};
struct Renames {
  std::map<std::string, std::string> accounts;  // name of now -> the one before
  std::vector<StoreRename> stores;

  bool empty() const noexcept { return accounts.empty() && stores.empty(); }
  const std::string& before(const std::string& account) const;  // itself where it kept its name
  const std::string& now(const std::string& account) const;
  bool has(const std::string& account) const;  // it, or a store of its, has another name
  // Less those of accounts for which `gone` holds.
  void drop(const std::function<bool(const std::string& account)>& gone);
  // The way back, of this account alone.
  Renames reversed(const std::string& account) const;
};

// What is to be renamed. An old name that is not known is no wish; one that a file still has was refused by the checks. A new
// name that is known already cannot be given again: that account is refused, with a finding. An account that is refused
// under a new name is refused under the one that it runs by.
// `running`: what a kept version in `back` goes back from; its stores have their names of then. May be null.
Result<Renames> settle_renames(storage::Transaction& tx, const AccountRows& rows, config::Snapshot& proposed,
                               const config::Snapshot* running = nullptr, const std::set<std::string>& back = {});

// Carries over all that the database has.
Status rename_all(storage::Transaction& tx, const Renames& renames);

}  // namespace fairway::engine
