#include "host/flows/listings/content_told.hpp"

#include <algorithm>

#include "host/flows/listings/content_rules.hpp"

namespace fairway::flows {
namespace {

using ledger::ChangeRow;
using ledger::ChangeState;

bool is_content(const ChangeRow& row) { return row.change.wish == ListingWish::content; }

using OnTold = std::function<void(ledger::ToldContent&, const ChangeRow&)>;
Status on_told(storage::Transaction& tx, const std::vector<ChangeRow>& rows, const OnTold& act) {
  std::vector<std::int64_t> listings;
  for (const auto& row : rows)
    if (is_content(row)) listings.push_back(row.listing_id);
  if (listings.empty()) return {};
  auto told = ledger::told_contents(tx, listings);
  if (!told) return fail(std::move(told.error()));
  for (const auto& row : rows) {
    if (!is_content(row)) continue;
    auto& one = (*told)[row.listing_id];
    one.listing_id = row.listing_id;
    act(one, row);
  }
  std::vector<ledger::ToldContent> all;
  for (auto& [listing, one] : *told) all.push_back(std::move(one));
  return ledger::set_told_contents(tx, all);
}

}  // namespace

Status ContentGate::load(storage::Transaction& tx, const StorePlace& place, std::int64_t store_id,
                         const std::vector<ChangeRow>& rows) {
  store_ = place.store;
  std::vector<std::int64_t> ids;
  std::vector<std::string> families;
  for (const auto& row : rows) {
    if (!is_content(row)) continue;
    ids.push_back(row.listing_id);
    if (!row.change.parent_sku.empty()) families.push_back(row.change.parent_sku);
  }
  if (ids.empty()) return {};
  auto listings = ledger::listings_by_id(tx, ids);
  if (!listings) return fail(std::move(listings.error()));
  for (auto& listing : *listings) {
    const auto id = listing.id;
    listings_.emplace(id, std::move(listing));
  }
  auto activations = ledger::activations_of(tx, ids);
  if (!activations) return fail(std::move(activations.error()));
  activations_ = std::move(*activations);
  if (families.empty()) return {};
  const auto parents = ledger::listings_by_sku(tx, store_id, families);
  if (!parents) return fail(parents.error());
  std::vector<std::int64_t> parent_ids;
  std::map<std::int64_t, std::string> skus;
  for (const auto& [sku, listing] : *parents) parent_ids.push_back(listing.id), skus[listing.id] = sku;
  const auto open = ledger::open_changes(tx, parent_ids);
  if (!open) return fail(open.error());
  for (const auto& row : *open)
    if (is_content(row) && row.state != ChangeState::told) untold_.insert(skus[row.listing_id]);
  return {};
}

bool ContentGate::waits(const ChangeRow& row) const { return is_content(row) && untold_.contains(row.change.parent_sku); }

std::string ContentGate::dropped(const ChangeRow& row) const {
  const auto listing = listings_.find(row.listing_id);
  if (!is_content(row) || listing == listings_.end()) return {};
  const auto& fields = row.change.fields;
  if (!store_->content.images && std::find(fields.begin(), fields.end(), "images") != fields.end())
    return "its images are not told any more (content.sync-images)";
  const auto word = activations_.find(row.listing_id);
  return why_untold(*store_, listing->second, word == activations_.end() ? std::nullopt : std::optional(word->second));
}

Status keep_told(storage::Transaction& tx, const std::vector<ChangeRow>& taken) {
  return on_told(tx, taken, [](ledger::ToldContent& one, const ChangeRow& row) {
    for (auto& [part, hash] : parts_of(row.change)) one.told[part] = hash;
  });
}

Status forget_told(storage::Transaction& tx, const std::vector<ChangeRow>& rows, bool anew) {
  return on_told(tx, rows, [anew](ledger::ToldContent& one, const ChangeRow& row) {
    for (const auto& [part, hash] : parts_of(row.change)) one.told.erase(part);
    if (anew) one.asked.clear();
  });
}

}  // namespace fairway::flows
