// The one list of what holds the name of an account or a store, and how all of it goes on under another. A column that is
// added and holds one is added here.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "host/storage/database.hpp"

namespace fairway::ledger {

enum class Holds {
  nothing,   // no account and no store
  history,   // what was said at the time; it stays
  account,   // the account
  accounts,  // several, with commas
  store,     // a nickname, in a row that names its account
  target,    // the same, or "store:" and the nickname
  key        // made of names: named_keys.hpp, and for jobs key_of()
};
struct NamedColumn {
  std::string_view table, column;
  Holds holds;
};
const std::vector<NamedColumn>& named_columns();

// All that is known of `from` is `to`'s. Nothing may be known of `to`. What an order's events say stays as it was said.
Status rename_account(storage::Transaction& tx, const std::string& from, const std::string& to);
// The same of a store's nickname. One that was retired under either nickname is another store and keeps its own.
Status rename_store(storage::Transaction& tx, const std::string& account, const std::string& from, const std::string& to);

// The jobs of an account, in whatever state: all, or those whose target is one of `targets`.
struct JobName {
  std::int64_t id = 0, subject = 0;
  std::string key, kind, target;
};
Result<std::vector<JobName>> jobs_of(storage::Transaction& tx, const std::string& account,
                                     const std::vector<std::string>& targets = {});

}  // namespace fairway::ledger
