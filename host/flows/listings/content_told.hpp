// Content among what a channel is told of listings: when it may go, and what is kept of what came of it.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "host/flows/working.hpp"
#include "host/ledger/content.hpp"
#include "host/ledger/listing.hpp"
#include "host/ledger/listing_change.hpp"

namespace fairway::flows {

// Asked of each change before it is handed over; what is no content goes.
class ContentGate {
 public:
  Status load(storage::Transaction& tx, const StorePlace& place, std::int64_t store_id,
              const std::vector<ledger::ChangeRow>& rows);
  // A family is told before its variants.
  bool waits(const ledger::ChangeRow& row) const;
  // Why it is not told any more; empty: it is.
  std::string dropped(const ledger::ChangeRow& row) const;

 private:
  const config::Store* store_ = nullptr;
  std::map<std::int64_t, ledger::ListingRow> listings_;
  std::map<std::int64_t, bool> activations_;
  std::set<std::string> untold_;  // families of which a content is still to be told, as the store calls them
};

// What of these was told, of changes that the channel took. Others than contents are passed over.
Status keep_told(storage::Transaction& tx, const std::vector<ledger::ChangeRow>& taken);
// Nobody knows what the channel has of these: they are told again with the next content. `anew`: which is worked out soon again,
// even where it is the same.
Status forget_told(storage::Transaction& tx, const std::vector<ledger::ChangeRow>& rows, bool anew);

}  // namespace fairway::flows
