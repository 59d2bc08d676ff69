// What the listings of an import lack, asked of the channel's catalogue once the import is done.
#pragma once
#include "host/flows/listings/import_write.hpp"

namespace fairway::flows {

// In the transaction in which the import is done: the rest is queued, where its rules want it and the channel has a catalogue.
Status begin_completion(Context& context, Unit& unit, const ImportPlace& place, const ledger::Import& import);

}  // namespace fairway::flows
