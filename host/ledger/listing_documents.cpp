// Listings as documents, for who writes them down elsewhere.
#include <algorithm>
#include <map>

#include "host/ledger/listing.hpp"

namespace fairway::ledger {
namespace {

using storage::Transaction;
using storage::Value;

// Whose item is which, of a page of live listings.
Result<std::map<std::int64_t, std::int64_t>> page_of_listings(Transaction& tx, std::int64_t store_id, std::int64_t after,
                                                              std::int64_t limit) {
  auto rows = tx.query(
      "SELECT listing.id, item_id FROM listing JOIN catalogue_item ON catalogue_item.id = item_id WHERE store_id = ? AND "
      "listing.id > ? AND state NOT IN ('broken-link', 'closed', 'unlinked', 'delisted', 'draft') AND parent = 0 ORDER BY "
      "listing.id "
      "LIMIT "
      "?",
      {store_id, after, limit});
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::int64_t, std::int64_t> items;
  for (std::size_t i = 0; i < rows->size(); ++i) items.emplace(rows->integer(i, 0), rows->integer(i, 1));
  return items;
}

struct OfItem {
  std::string barcode, mpn, category, family;
};
Result<std::map<std::int64_t, OfItem>> of_items(Transaction& tx, const std::vector<Value>& ids) {
  auto rows = tx.query_in("SELECT id, barcode, mpn, category, family FROM catalogue_item WHERE id IN ({keys})", ids);
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::int64_t, OfItem> out;
  for (std::size_t i = 0; i < rows->size(); ++i)
    out[rows->integer(i, 0)] = {rows->text(i, 1), rows->text(i, 2), rows->text(i, 3), rows->text(i, 4)};
  return out;
}

}  // namespace

Result<ListingPage> listings_after(Transaction& tx, std::int64_t store_id, std::int64_t after, std::int64_t limit) {
  const auto page = page_of_listings(tx, store_id, after, limit);
  if (!page) return fail(page.error());
  std::vector<std::int64_t> ids;
  std::vector<Value> item_ids;
  for (const auto& [listing, item] : *page) ids.push_back(listing), item_ids.emplace_back(item);
  auto listings = listings_by_id(tx, ids);
  if (!listings) return fail(std::move(listings.error()));
  auto items = of_items(tx, item_ids);
  if (!items) return fail(std::move(items.error()));
  std::sort(listings->begin(), listings->end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  ListingPage out;
  for (auto& row : *listings) {
    auto& item = (*items)[row.item_id];
    auto& shown = out.listings.emplace_back(std::move(row.shown));
    shown.barcode = item.barcode, shown.mpn = item.mpn, shown.category = item.category, shown.parent_sku = item.family;
  }
  if (!page->empty()) out.last = page->rbegin()->first;
  return out;
}

}  // namespace fairway::ledger
