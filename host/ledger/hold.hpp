// Stores and warehouses that a person stopped: what is to go out of the one or to the other waits until it is released.
#pragma once
#include <map>

#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

struct Hold {
  Instant at;
  std::string author, reason;
};
using HoldsByTarget = std::map<std::string, Hold>;  // by nickname of the store or name of the warehouse
Result<HoldsByTarget> holds_of(storage::Transaction&, const std::string& account);

struct HeldTarget {
  std::string account, target;
  Hold hold;
};
Result<std::vector<HeldTarget>> all_holds(storage::Transaction&);

// Held already, it is held for the new reason from now on.
Status set_hold(storage::Transaction&, const std::string& account, const std::string& target, const Hold&);
Result<bool> drop_hold(storage::Transaction&, const std::string& account,
                       const std::string& target);  // false: it was not held

}  // namespace fairway::ledger
