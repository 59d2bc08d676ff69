#include "host/flows/listings/import_undo.hpp"

namespace fairway::flows {
namespace {

using ledger::Import;
using ledger::ListingRow;

constexpr std::size_t kUndoneAtOnce = 5000;

// `before` lacks what never changes.
ListingRow restored(ListingRow before, const ListingRow& now) {
  before.store_id = now.store_id;
  before.item_id = now.item_id;
  before.created_import = now.created_import;
  return before;
}

// Barcodes follow their items' listings, whichever way those went.
Status settle_barcodes(storage::Transaction& tx, const std::vector<ListingRow>& listings) {
  std::vector<std::int64_t> live, dead;
  for (const auto& listing : listings) (ledger::is_live(listing.state) ? live : dead).push_back(listing.item_id);
  if (auto ok = ledger::free_barcodes(tx, dead); !ok) return ok;
  return ledger::hold_barcodes(tx, live);
}

Result<bool> undo_changes(Unit& unit, Import& import) {
  auto changes = ledger::changes_of(unit.tx(), import.id, kUndoneAtOnce);
  if (!changes) return fail(std::move(changes.error()));
  if (changes->empty()) return false;
  std::vector<std::int64_t> ids;
  for (const auto& change : *changes) ids.push_back(change.listing_id);
  auto now = ledger::listings_by_id(unit.tx(), ids);
  if (!now) return fail(std::move(now.error()));
  std::unordered_map<std::int64_t, const ListingRow*> by_id;
  for (const auto& listing : *now) by_id.emplace(listing.id, &listing);
  std::vector<std::string> products;
  for (const auto& change : *changes)
    if (ledger::is_live(change.before.state)) products.push_back(change.before.shown.product_id);
  auto holders = ledger::listings_by_product(unit.tx(), import.store_id, products);
  if (!holders) return fail(std::move(holders.error()));
  const auto is_taken = [&](const ListingRow& before) {  // by a listing that came in since
    const auto holder = holders->find(before.shown.product_id);
    return ledger::is_live(before.state) && holder != holders->end() && holder->second.id != before.id;
  };
  std::vector<ListingRow> back;
  for (auto& change : *changes) {
    const auto found = by_id.find(change.listing_id);
    if (found != by_id.end() && found->second->written_import == import.id && !is_taken(change.before))
      back.push_back(restored(std::move(change.before), *found->second));
    else ++import.kept;
  }
  if (auto ok = ledger::update_listings(unit.tx(), back); !ok) return fail(std::move(ok.error()));
  if (auto ok = settle_barcodes(unit.tx(), back); !ok) return fail(std::move(ok.error()));
  if (auto ok = ledger::forget_changes(unit.tx(), import.id, ids); !ok) return fail(std::move(ok.error()));
  return true;
}

Result<bool> undo_made(Unit& unit, Import& import) {
  auto rows = ledger::rows_after(unit.tx(), import.id, import.undone, kUndoneAtOnce);
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return false;
  import.undone = rows->back().n;
  std::vector<std::string> skus;
  for (auto& row : *rows) skus.push_back(std::move(row.sku));
  auto listings = ledger::listings_by_sku(unit.tx(), import.store_id, skus);
  if (!listings) return fail(std::move(listings.error()));
  std::vector<ListingRow> made;
  for (auto& [sku, listing] : *listings) {
    if (listing.created_import != import.id) continue;
    if (listing.written_import == import.id) made.push_back(std::move(listing));
    else ++import.kept;
  }
  if (auto ok = take_back(unit.tx(), import.id, made); !ok) return fail(std::move(ok.error()));
  return true;
}

}  // namespace

Status take_back(storage::Transaction& tx, std::int64_t import, const std::vector<ListingRow>& listings) {
  std::vector<std::int64_t> made, revived, items;
  std::unordered_map<std::int64_t, const ListingRow*> by_id;
  for (const auto& listing : listings) {
    if (listing.created_import == import) made.push_back(listing.id), items.push_back(listing.item_id);
    else revived.push_back(listing.id), by_id.emplace(listing.id, &listing);
  }
  auto changes = ledger::changes_of(tx, import, revived);
  if (!changes) return fail(std::move(changes.error()));
  std::vector<ListingRow> back;
  for (auto& change : *changes) back.push_back(restored(std::move(change.before), *by_id.at(change.listing_id)));
  if (auto ok = ledger::update_listings(tx, back); !ok) return ok;
  if (auto ok = settle_barcodes(tx, back); !ok) return ok;
  if (auto ok = ledger::forget_changes(tx, import, revived); !ok) return ok;
  if (auto ok = ledger::delete_listings(tx, made); !ok) return ok;
  auto gone = ledger::delete_unlisted_items(tx, items, import);
  if (!gone) return fail(std::move(gone.error()));
  return ledger::free_barcodes(tx, items);
}

Result<bool> undo_some(Unit& unit, Import& import) {
  for (const auto step : {undo_changes, undo_made}) {
    auto any = step(unit, import);
    if (!any) return any;
    if (*any) return false;
  }
  return true;
}

}  // namespace fairway::flows
