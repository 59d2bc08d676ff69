// Changes of listings that a channel was told of together.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

struct Submission {
  std::int64_t id = 0, store_id = 0;
  std::string name;  // the channel's
  std::int64_t changes = 0;
  Instant at;
  std::optional<Instant> ended_at;
  std::string fate;  // done | lost
};
Status insert(storage::Transaction&, const std::vector<Submission>&);
Status update(storage::Transaction&, const Submission&);  // its end
Result<std::vector<Submission>> open_submissions(storage::Transaction&, std::int64_t store);
// The last ones, new to old.
Result<std::vector<Submission>> last_submissions(storage::Transaction&, std::int64_t store, std::int64_t limit);

}  // namespace fairway::ledger
