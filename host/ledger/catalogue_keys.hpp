// How the catalogue is found by what has no order: SKUs, barcodes, product ids. A hash of each lies in catalogue_key, and what is
// newer than the last that was entered is looked through (docs/adr/0022). A key is a hint; who asks compares the row.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/storage/database.hpp"

namespace fairway::ledger {

enum class KeyKind { item_sku = 1, item_gtin = 2, listing_sku = 3, listing_product = 4 };

// Of an account's SKU or barcode; of a store's SKU or product id. The same on every machine, and for ever.
std::int64_t key_hash(std::string_view account, std::string_view text);
std::int64_t key_hash(std::int64_t store_id, std::string_view text);

// The rows that may have one of these texts.
Result<std::vector<std::int64_t>> ids_by_key(storage::Transaction&, KeyKind kind, const std::string& account,
                                             const std::vector<std::string>& texts);
Result<std::vector<std::int64_t>> ids_by_key(storage::Transaction&, KeyKind kind, std::int64_t store_id,
                                             const std::vector<std::string>& texts);

struct CatalogueKey {
  KeyKind kind = KeyKind::item_sku;
  std::int64_t hash = 0, id = 0;
};
Status add_keys(storage::Transaction&, std::vector<CatalogueKey> keys);
Status drop_keys(storage::Transaction&, std::vector<CatalogueKey> keys);

enum class KeyedTable { items, listings };
// About how many of its newest rows have no keys yet.
Result<std::int64_t> count_unkeyed(storage::Transaction&, KeyedTable table);
// Enters the keys of the oldest of them, up to kKeyedAtOnce.
Status key_newest(storage::Transaction&, KeyedTable table);
inline constexpr std::int64_t kKeyedAtOnce = 65'536;

// The keys of an account's items say its name.
Status key_items_of(storage::Transaction&, const std::string& account);

}  // namespace fairway::ledger
