// Removing what the files no longer name: a store, or an account with all of its stores.
#pragma once
#include "host/flows/intake/retire.hpp"

namespace fairway::engine {

struct RemovalRequest {
  std::string account, store;  // store empty: the account
  std::string author;
  bool force = false;    // though orders are unfinished
  bool dry_run = false;  // only says what would become of its orders
};

struct Removal {
  flows::OpenOrders orders;
  bool removed = false;
};

}  // namespace fairway::engine
