// The catalogue of an account and what its stores list of it. All of it goes by the thousand: every function takes many.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "fairway/documents/listing.hpp"
#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

// How a listing stands here. A live one holds its product id (ASIN) and its item's barcode.
enum class ListingState {
  active,       // an import brought it and its item
  paused,       // the same, and nothing is sent of it yet
  linked,       // its item was here before
  broken_link,  // the channel shows it no longer
  closed,       // the channel shows it as ended
  unlinked,     // a person took the link away; no import brings it back
  delisted,     // a person ended it: only publishing brings it back
  draft         // to be published, and the channel has not taken it yet
};
std::string_view text(ListingState state);
ListingState listing_state(std::string_view name);  // of text()
inline bool is_live(ListingState state) {
  return state == ListingState::active || state == ListingState::paused || state == ListingState::linked;
}

struct CatalogueItem {
  std::int64_t id = 0;
  std::string sku;
  std::optional<std::int64_t> created_import;
};
using ItemsBySku = std::unordered_map<std::string, CatalogueItem>;
Result<ItemsBySku> items_by_sku(storage::Transaction&, const std::string& account, const std::vector<std::string>& skus);
// The items that hold these barcodes, by gtin14().
Result<ItemsBySku> items_by_gtin(storage::Transaction&, const std::string& account, const std::vector<std::string>& gtins);

struct NewItem {
  std::string sku;
  const Listing* from = nullptr;  // the content that it begins with
  std::string gtin;
};
// Their ids, in order.
Result<std::vector<std::int64_t>> add_items(storage::Transaction&, const std::string& account, std::int64_t import,
                                            const std::vector<NewItem>& items);

struct ListingRow {
  std::int64_t id = 0, store_id = 0, item_id = 0;
  ListingState state = ListingState::active;
  std::optional<ListingState> back_to;  // of one that is not live
  Listing shown;                        // as the channel shows it; what belongs to the item is left out
  std::string ships;                    // a person's word: merchant | amazon
  Instant observed_at;
  std::optional<std::int64_t> created_import, live_import, written_import;
};
using ListingsBySku = std::unordered_map<std::string, ListingRow>;
Result<ListingsBySku> listings_by_sku(storage::Transaction&, std::int64_t store_id, const std::vector<std::string>& skus);
// Live ones that have these product ids, by them. Of several any.
Result<ListingsBySku> listings_by_product(storage::Transaction&, std::int64_t store_id,
                                          const std::vector<std::string>& product_ids);
Result<std::vector<ListingRow>> listings_of_items(storage::Transaction&, const std::vector<std::int64_t>& item_ids);
Result<std::vector<ListingRow>> listings_by_id(storage::Transaction&, const std::vector<std::int64_t>& ids);

struct ListingPage {
  std::vector<Listing> listings;
  std::int64_t last = 0;  // the id of the last one; 0: there was none
};
// Live ones of a store that are sold themselves, in order of arrival behind the id `after`, with what of them belongs to their
// items.
Result<ListingPage> listings_after(storage::Transaction&, std::int64_t store_id, std::int64_t after, std::int64_t limit);

// `shown` is used up, but for the SKU of it; ids are set. `created_import` and the other two are set to `import`; none: a person made them.
Status add_listings(storage::Transaction&, std::optional<std::int64_t> import, std::vector<ListingRow>& rows);
// All but the ids, the store, the item, the SKU and what created them.
Status update_listings(storage::Transaction&, const std::vector<ListingRow>& rows);
// How often that was done for listings of the store: who remembers what they are called sees whether he may go on.
Result<std::int64_t> listing_updates(storage::Transaction&, std::int64_t store_id);
// Every paused listing of the store goes on, those too that are gone and would come back paused. How many.
Result<std::int64_t> unpause_all(storage::Transaction&, std::int64_t store_id);
// Of these SKUs the ones whose listing is paused, or was when the channel ceased to show it.
using SkusByStore = std::map<std::int64_t, std::set<std::string>>;
Result<SkusByStore> paused_of(storage::Transaction&, const SkusByStore& skus);
Status delete_listings(storage::Transaction&, const std::vector<std::int64_t>& ids);

// Items none of whose listings is live hold no barcode any more.
Status free_barcodes(storage::Transaction&, const std::vector<std::int64_t>& item_ids);
// Items of which one is again hold theirs again, where no other item has it meanwhile.
Status hold_barcodes(storage::Transaction&, const std::vector<std::int64_t>& item_ids);
// Of these items the ones that `import` created and that no listing has any more are gone. How many.
Result<std::int64_t> delete_unlisted_items(storage::Transaction&, const std::vector<std::int64_t>& item_ids,
                                           std::int64_t import);

}  // namespace fairway::ledger
