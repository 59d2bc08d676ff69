// What a change of configuration switches on: stores that take orders on by it, and how many wait on the channel (ACC-12).
#pragma once
#include "host/flows/intake/peek_orders.hpp"
#include "host/ledger/store.hpp"

namespace fairway::engine {

struct SwitchOn {
  std::string store, start;  // start: as it is written, "now", "open-orders", "2026-11-01T00:00:00Z"
  Instant since;             // orders made before it would be passed over
  config::Place place;       // of the line that says so
  flows::Waiting waiting;
};

// Of the stores of `after` that take orders on and did not as `before` (null: the account is new). `rows`: its stores, as the
// database knows them. Asks the channels one after the other, all within `patience`; `live` null: nobody can be asked.
std::vector<SwitchOn> switched_on(plugins::Supervisor* live, const Catalogue& catalogue, const config::Account* before,
                                  const config::Account& after, const std::vector<ledger::StoreRow>& rows, Instant now,
                                  Millis& patience, const Clock& clock);

json::object waiting_json(const flows::Waiting& waiting);

}  // namespace fairway::engine
