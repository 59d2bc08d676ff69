// The end of an import, once all rows are here.
#pragma once
#include "host/flows/listings/import_write.hpp"

namespace fairway::flows {

// Decides what several rows want, so that the result does not depend on their order: what is better takes the place of what
// came first, whose outcome is revised. Once; rivals are forgotten then.
Status settle_contest(Context& context, Unit& unit, const ImportPlace& place, const ledger::Import& import);

// Listings that the whole import did not show become broken links, those that it showed as closed are closed; both free their
// product id and barcode. Nothing of an import of a file. Some at a time: false while there may be more.
Result<bool> settle_gone(Context& context, Unit& unit, const ledger::Import& import);

}  // namespace fairway::flows
