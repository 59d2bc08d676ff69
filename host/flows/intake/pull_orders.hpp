// Orders of stores that are pulled together: their window from its cursor, or some of them alone.
#pragma once
#include <set>

#include "host/flows/schedule.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {

// How a pull is made where not as the schedule makes it.
struct PullWay {
  plugins::CallOptions options;
  std::string lane;  // empty: that of the stream
};

// What changed since the cursor is taken on, each page with its cursor; then the stores are covered up to when it began.
// Two at once do no harm: each cursor stands behind its own pages, and going back brings pages again.
Status pull_window(Context&, const Work&, const config::Account&, const PullGroup&, const PullWay&);
// These orders alone, by the channel's ids; the cursor stays. Only where the stream is `by_id`. `seen` has those that were
// taken on, also where it failed then.
Status read_orders(Context&, const Work&, const config::Account&, const PullGroup&, const std::vector<std::string>& ids,
                   const PullWay&, std::set<std::string>& seen);

// When the last complete pull began that the store took part in; none: there was none.
Result<std::optional<Instant>> covered(storage::Transaction&, const std::string& account, const ledger::StoreRow&);

}  // namespace fairway::flows
