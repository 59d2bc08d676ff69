// Stores as the database knows them: what was first seen when, since when orders are taken on, what is paused.
#pragma once
#include <map>

#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

struct StoreRow {
  std::int64_t id = 0;
  std::string account, nickname, plugin, seller, identity;  // another identity is another store in the reports
  Instant first_seen;
  std::optional<Instant> live_since;  // orders created before it are passed over; none: not taking orders yet
  bool paused = false;
};
Result<std::vector<StoreRow>> stores_of(storage::Transaction&, const std::string& account);  // not the removed ones
// Since when each store the account ever had takes orders on, by id; the removed ones too, since orders name them.
Result<std::map<std::int64_t, std::optional<Instant>>> live_since_of(storage::Transaction&, const std::string& account);
// A paused store fetches nothing and forgets nothing. False: there is no such store.
Result<bool> set_paused(storage::Transaction&, const std::string& account, const std::string& store, bool paused);

}  // namespace fairway::ledger
