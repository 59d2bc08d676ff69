// Who owns the database: each start takes the next epoch. An older owner that still runs is fenced by it.
#pragma once
#include "host/storage/database.hpp"

namespace fairway::engine {

struct Ownership {
  std::int64_t epoch = 0;
  bool clean = true;           // the last owner said goodbye, or there was none
  std::int64_t reclaimed = 0;  // jobs that the last owner had in hand; they wait again
};

// Takes the next epoch and what the last owner left behind.
Result<Ownership> take_over(storage::Database& db, Instant now);
// CANCELLED when another owner has come since. Asked in the transaction of each claim.
Status expect_owner(storage::Transaction& tx, std::int64_t epoch);
// Writes that we run: for who wants to know whether a write can be kept at all.
Status still_here(storage::Transaction& tx, std::int64_t epoch);
// Says goodbye: what is stored is whole.
Status hand_back(storage::Transaction& tx, std::int64_t epoch);

}  // namespace fairway::engine
