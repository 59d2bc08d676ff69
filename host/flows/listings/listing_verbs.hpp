// What a person does with the listings of a store, here: no channel is touched. INVALID: no such thing; REJECTED with the reason:
// not now. A person's word outlives the import before it: no undo takes it back.
#pragma once
#include "host/flows/flow.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {

// One listing of a store, by its SKU there.
struct ListingName {
  std::string account, store, sku;
};
// Pausing: nothing of it is sent, and its orders wait; unpaused, they go on. REJECTED for one that is not live, but for one that
// was paused when the channel ceased to show it.
Status pause_listing(Context&, const ListingName&, bool paused);
// All of the store that are paused; how many.
Result<std::int64_t> unpause_listings(Context&, const std::string& account, const std::string& store);
// Who ships it: merchant, amazon; empty: as the channel says.
Status set_ships(Context&, const ListingName&, const std::string& ships);
// Gone from here; the channel is not touched. It frees its product id and its barcode, so that the next import takes another,
// or itself again. REJECTED for a delisted one, which is kept so that no import brings it back.
Status remove_listing(Context&, const ListingName&);

// The catalogue's item of exactly this SKU (or what the account's table of SKUs says that the store calls so) is what that
// listing sells; neither changes by it. REJECTED where the catalogue has none, where the last whole import of the store did not
// show such a listing, and where it was linked before and is not now: that is relinked. Linked already, it is linked.
Status link_listing(Context&, const ListingName&);
// The link is gone, and no import brings it back. It frees product id and barcode.
Status unlink_listing(Context&, const ListingName&);
// As it was before it was unlinked, or the channel ceased to show it. REJECTED as long as the channel does not.
Status relink_listing(Context&, const ListingName&);

// The store that is called so now. INVALID: there is none.
Result<ledger::StoreRow> store_row(storage::Transaction& tx, const std::string& account, const std::string& nickname);

}  // namespace fairway::flows
