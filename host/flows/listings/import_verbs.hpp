// What a person does with imports and listings. INVALID: no such thing; REJECTED with the reason: not now.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/listings/import_rules.hpp"
#include "host/flows/verbs.hpp"
#include "host/ledger/import.hpp"

namespace fairway::flows {

struct ImportWish {
  std::string account, store;
  std::string mode;      // create-only | create-and-overwrite; empty: as the store's settings say
  bool dry_run = false;  // outcomes, and no change
};
// Queues an import; its id. One of a store runs at a time, in the order in which they were asked for.
Result<std::int64_t> ask_import(Context&, const ImportWish&, const Person&);
// The rows alone that failed in that import, by its rules; an import of its own.
Result<std::int64_t> rerun_import(Context&, const std::string& account, std::int64_t id, const Person&);
// Stops after the batch in hand; what came in stays until it is undone.
Status cancel_import(Context&, const std::string& account, std::int64_t id, const Person&);
// What it changed is as it was, where nobody changed it since.
Status undo_import(Context&, const std::string& account, std::int64_t id, const Person&);

// One listing of a store, by its SKU there.
struct ListingName {
  std::string account, store, sku;
};
// Pausing: nothing of it is sent. REJECTED for one that is not live.
Status pause_listing(Context&, const ListingName&, bool paused);
// Who ships it: merchant, amazon; empty: as the channel says.
Status set_ships(Context&, const ListingName&, const std::string& ships);
// Gone from here; the channel is not touched. It frees its product id and its barcode, so that the next import takes another,
// or itself again. REJECTED for a delisted one, which is kept so that no import brings it back.
Status remove_listing(Context&, const ListingName&);

}  // namespace fairway::flows
