// Stores as the reports know them: a row for each identity a store had, with the time since when it takes orders on.
#pragma once
#include "host/config/snapshot.hpp"
#include "host/storage/database.hpp"

namespace fairway::engine {

// Makes the row of a store that is new or has another identity (the old row ends), and sets `live_since` when orders are
// first enabled, when an observed store goes live, and whenever `start` is a date: now, the date, or now less `within`. Orders
// that are switched off and on again go on where they were, and with `start: open-orders` reach back at least by `within`.
Status apply_stores(storage::Transaction& tx, const config::Account& account, Instant now);

// What applying an account may turn in the rows of its stores beside making and ending some: since when they take orders on,
// and in which mode they were.
struct StoreMarks {
  std::map<std::int64_t, std::optional<Instant>> live_since;  // by the row's id
  std::map<std::string, std::string> modes;                   // by the key under which it is kept
};
Result<StoreMarks> store_marks(storage::Transaction& tx, const config::Account& runs);
Status put_back(storage::Transaction& tx, const StoreMarks& marks);

// Takes back what applying made of the account's rows at `applied`: those that are new and brought no order since go, those
// that ended go on. `last_order`: the highest id of an order then.
Status undo_stores(storage::Transaction& tx, const std::string& account, Instant applied, std::int64_t last_order);

// Since when a store takes orders on once `orders` is applied at `now`, where it did since `before` (none: it did not yet).
// `switched_on`: it did not when it was applied last.
Instant live_since(const config::Orders& orders, std::optional<Instant> before, bool switched_on, Instant now);

}  // namespace fairway::engine
