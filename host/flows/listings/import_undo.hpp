// What an import changed is taken back, where nobody changed it since.
#pragma once
#include "host/flows/flow.hpp"
#include "host/ledger/import.hpp"

namespace fairway::flows {

// Some of it at a time, the last first of what it changed, then of what it made; counts in `import` what had to be left. True
// once there is no more.
Result<bool> undo_some(Unit& unit, ledger::Import& import);

// These listings, which the import made or revived, are as they were before it. What it made of the catalogue for them goes
// along.
Status take_back(storage::Transaction& tx, std::int64_t import, const std::vector<ledger::ListingRow>& listings);

}  // namespace fairway::flows
