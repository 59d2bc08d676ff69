// Rows of an import as they come in, a batch at a time: judged, taken, and each with its outcome.
#pragma once
#include "host/flows/listings/import_memory.hpp"
#include "host/flows/listings/import_write.hpp"

namespace fairway::flows {

// Stages all of the batch in `unit`: items, listings, outcomes, rejects; counts it in `import`, which the caller keeps.
Status take_listings(Context& context, Unit& unit, const ImportPlace& place, ledger::Import& import, ImportMemory& memory,
                     const plugins::Batch& batch);

}  // namespace fairway::flows
