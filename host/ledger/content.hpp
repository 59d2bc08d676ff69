// What a seller says of its items beside what imports brought, which listings are activated, and what channels were told of their
// content. Of many at once.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

// By name: "title", "bullet_points", "extra.colour".
using ContentFields = std::map<std::string, std::vector<std::string>>;

// What is said of an item: for one store, else for the stores in one language, else for all.
struct ItemContent {
  std::int64_t item_id = 0, store_id = 0;  // store_id 0: no store of its own
  std::string language;                    // empty: of any
  ContentFields fields;
  std::string said_by;
  Instant said_at;
};
Result<std::vector<ItemContent>> contents_of(storage::Transaction&, const std::vector<std::int64_t>& items);
// One without fields is gone.
Status set_contents(storage::Transaction&, const std::vector<ItemContent>& contents);

// An item as its import brought it.
struct ItemFacts {
  std::int64_t id = 0;
  std::string sku, title, description, product_id, barcode, mpn, condition, category;
  std::vector<std::string> images;
  std::string family;   // the SKU of its parent
  bool parent = false;  // it is a family, and not sold itself
  std::optional<std::int64_t> created_import;
};
Result<std::map<std::int64_t, ItemFacts>> item_facts(storage::Transaction&, const std::vector<std::int64_t>& items);
Status set_families(storage::Transaction&, const std::vector<ItemFacts>& items);  // `family` and `parent` of them
// Of the families of these SKUs the items that belong to them.
Result<std::vector<std::int64_t>> children_of(storage::Transaction&, const std::string& account,
                                              const std::vector<std::string>& families);

// A listing's content as the channel was told it.
struct ToldContent {
  std::int64_t listing_id = 0;
  std::string asked;                        // a hash of all that was worked out last; empty: it is to be worked out anew
  std::map<std::string, std::string> told;  // a hash of each part that the channel took
};
using ToldContents = std::map<std::int64_t, ToldContent>;  // by listing; one that is not in it: nothing was told
Result<ToldContents> told_contents(storage::Transaction&, const std::vector<std::int64_t>& listings);
Status set_told_contents(storage::Transaction&, const std::vector<ToldContent>& all);
// Nothing was told of these.
Status drop_told_contents(storage::Transaction&, const std::vector<std::int64_t>& listings);

// A person's word on which listings' content and offers are sent.
Result<std::map<std::int64_t, bool>> activations_of(storage::Transaction&, const std::vector<std::int64_t>& listings);
Status set_activated(storage::Transaction&, const std::vector<std::int64_t>& listings, bool activated);

// In order of arrival, behind `after`.
Result<std::vector<std::int64_t>> listing_ids_after(storage::Transaction&, std::int64_t store, std::int64_t after,
                                                    std::int64_t limit);

}  // namespace fairway::ledger
