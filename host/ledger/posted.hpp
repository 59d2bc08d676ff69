// Orders that a shop hands in by itself: each once, however often it is sent. A shop has its keys for itself, as it has its
// order ids: both are the seller's (plugin and seller identity), under whatever name the store runs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

struct PostedKey {
  std::string plugin, seller;
  std::string key;  // the Idempotency-Key; only its hash is stored
};
struct PostedRow {
  std::int64_t order_id = 0;
  std::string
      content;  // what it said, to be compared: sealed under the order's key; empty where the order had none any more
};

// What came under this key; none: nothing.
Result<std::optional<PostedRow>> posted_under(storage::Transaction&, const PostedKey& key);
// What was posted of the order, under whichever key.
Result<std::vector<PostedRow>> posted_of(storage::Transaction&, std::int64_t order_id);
// REJECTED where the key is taken.
Status keep_posted(storage::Transaction&, const PostedKey& key, const PostedRow& row, Instant now);

}  // namespace fairway::ledger
