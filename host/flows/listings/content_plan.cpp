#include "host/flows/listings/content_plan.hpp"

#include <algorithm>

#include "host/flows/jobs.hpp"
#include "host/flows/listings/change_rules.hpp"
#include "host/flows/schedule.hpp"

namespace fairway::flows {
namespace {

using ledger::ChangeRow;
using ledger::ChangeState;
using ledger::ListingRow;

std::string language_of(const config::Store& store) {
  const auto found = store.settings.facts.find("language");
  return found == store.settings.facts.end() ? "" : found->second;
}

class Planning {
 public:
  Planning(const Context& context, Unit& unit, const ImportPlace& place, const ContentAsk& ask)
      : unit_(unit), tx_(unit.tx()), place_(place), ask_(ask), book_(tx_, place), now_(context.clock.now()) {}

  Result<std::size_t> run(const std::vector<std::int64_t>& listings) {
    if (auto ok = book_.load(listings); !ok) return fail(std::move(ok.error()));
    auto open = ledger::open_changes(tx_, listings);
    if (!open) return fail(std::move(open.error()));
    open_ = std::move(*open);
    for (const auto& [id, listing] : book_.listings()) plan(listing);
    if (auto ok = write(); !ok) return fail(std::move(ok.error()));
    return rows_.size();
  }

 private:
  void plan(const ListingRow& listing) {
    if (!book_.why_untold(listing).empty()) return;
    auto known = book_.told(listing.id);
    const auto wanted = book_.wanted(listing);
    auto hash = hash_of_parts(wanted.parts());
    if (known.asked == hash && !ask_.again) return;
    supersede(listing.id);
    if (ask_.again) known.told.clear();  // even where a later change takes the place of this one
    auto change = wanted.change(listing.shown.sku, sure(known));
    known.asked = std::move(hash);
    if (!change.attributes.empty() || !change.fields.empty()) add(listing, std::move(change));
    known_.push_back(std::move(known));
  }

  // Of what is in the channel's hands nobody knows what it took.
  std::map<std::string, std::string> sure(const ledger::ToldContent& known) const {
    auto told = known.told;
    for (const auto& row : open_)
      if (row.listing_id == known.listing_id && row.change.wish == ListingWish::content && is_in_hand(row.state))
        for (const auto& [part, hash] : parts_of(row.change)) told.erase(part);
    return told;
  }

  void supersede(std::int64_t listing) {
    for (auto& row : open_) {
      if (row.listing_id != listing || row.change.wish != ListingWish::content || row.state != ChangeState::due) continue;
      row.state = ChangeState::superseded, row.ended_at = now_;
      over_.push_back(row);
    }
  }

  void add(const ListingRow& listing, ListingChange change) {
    ChangeRow row;
    row.listing_id = listing.id, row.change = std::move(change);
    row.asked_by = ask_.asked_by, row.asked_at = now_;
    rows_.push_back(std::move(row));
  }

  Status write() {
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const auto& a, const auto& b) { return a.change.parent && !b.change.parent; });
    if (auto ok = ledger::update(tx_, over_); !ok) return ok;
    if (auto ok = ledger::insert(tx_, rows_); !ok) return ok;
    if (auto ok = ledger::set_told_contents(tx_, known_); !ok) return ok;
    std::vector<ledger::NewJob> jobs;
    for (const auto& row : rows_)
      jobs.push_back(tell_content_job(place_.account->name, place_.store->nickname, row.id, now_));
    return unit_.enqueue(jobs);
  }

  Unit& unit_;
  storage::Transaction& tx_;
  const ImportPlace& place_;
  const ContentAsk& ask_;
  ContentBook book_;
  Instant now_;
  std::vector<ChangeRow> open_, over_, rows_;
  std::vector<ledger::ToldContent> known_;
};

}  // namespace

Status ContentBook::load(const std::vector<std::int64_t>& listings) {
  auto rows = ledger::listings_by_id(tx_, listings);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::int64_t> items;
  for (auto& row : *rows) {
    if (row.store_id != place_.store_id) continue;
    items.push_back(row.item_id);
    const auto id = row.id;
    listings_.emplace(id, std::move(row));
  }
  auto facts = ledger::item_facts(tx_, items);
  if (!facts) return fail(std::move(facts.error()));
  items_ = std::move(*facts);
  if (auto ok = load_families(items); !ok) return ok;
  for (const auto& [sku, id] : parents_) items.push_back(id);
  auto said = ledger::contents_of(tx_, items);
  if (!said) return fail(std::move(said.error()));
  said_ = std::move(*said);
  auto activations = ledger::activations_of(tx_, listings);
  if (!activations) return fail(std::move(activations.error()));
  activations_ = std::move(*activations);
  auto told = ledger::told_contents(tx_, listings);
  if (!told) return fail(std::move(told.error()));
  told_ = std::move(*told);
  return {};
}

Status ContentBook::load_families(const std::vector<std::int64_t>& items) {
  std::vector<std::string> families;
  for (const auto id : items)
    if (const auto item = items_.find(id); item != items_.end() && !item->second.family.empty() && !item->second.parent)
      families.push_back(item->second.family);
  if (families.empty()) return {};
  auto parents = ledger::items_by_sku(tx_, place_.account->name, families);
  if (!parents) return fail(std::move(parents.error()));
  std::vector<std::int64_t> ids;
  for (const auto& [sku, item] : *parents) parents_[sku] = item.id, ids.push_back(item.id);
  auto facts = ledger::item_facts(tx_, ids);
  if (!facts) return fail(std::move(facts.error()));
  items_.merge(*facts);
  auto rows = ledger::listings_of_items(tx_, ids);
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : *rows)
    if (row.store_id == place_.store_id && ledger::is_live(row.state)) skus_of_parents_[row.item_id] = row.shown.sku;
  return {};
}

WantedContent ContentBook::wanted(const ListingRow& listing) const {
  ContentOf of;
  of.listing = &listing;
  of.item = &items_.at(listing.item_id);
  const auto language = language_of(*place_.store);
  of.said = layers_for(said_, listing.item_id, place_.store_id, language);
  const auto parent = parents_.find(of.item->family);
  // A family is none that is a variant itself: two items could wait for one another.
  if (parent != parents_.end() && !of.item->parent && items_.at(parent->second).parent) {
    of.parent = &items_.at(parent->second);
    of.said_of_parent = layers_for(said_, parent->second, place_.store_id, language);
    if (const auto sku = skus_of_parents_.find(parent->second); sku != skus_of_parents_.end()) of.parent_sku = sku->second;
  }
  return wanted_content(place_.store->content, of);
}

std::string ContentBook::why_untold(const ListingRow& listing) const {
  const auto word = activations_.find(listing.id);
  return flows::why_untold(*place_.store, listing, word == activations_.end() ? std::nullopt : std::optional(word->second));
}

const ledger::ToldContent& ContentBook::told(std::int64_t listing) {
  auto& one = told_[listing];
  one.listing_id = listing;
  return one;
}

Status ask_variants(Context& context, Unit& unit, const ImportPlace& place, const std::vector<std::int64_t>& families) {
  auto facts = ledger::item_facts(unit.tx(), families);
  if (!facts) return fail(std::move(facts.error()));
  std::vector<std::string> skus;
  for (const auto& [id, item] : *facts) skus.push_back(item.sku);
  auto items = ledger::children_of(unit.tx(), place.account->name, skus);
  if (!items) return fail(std::move(items.error()));
  auto listings = ledger::listings_of_items(unit.tx(), *items);
  if (!listings) return fail(std::move(listings.error()));
  std::vector<std::int64_t> ids;
  for (const auto& listing : *listings)
    if (listing.store_id == place.store_id) ids.push_back(listing.id);
  auto told = ledger::told_contents(unit.tx(), ids);
  if (!told) return fail(std::move(told.error()));
  std::vector<ledger::ToldContent> lost;
  std::vector<std::int64_t> again;
  for (auto& [id, one] : *told) {
    if (one.asked.empty() || is_family_told(one)) continue;
    one.asked.clear();
    again.push_back(id);
    lost.push_back(std::move(one));
  }
  if (auto ok = ledger::set_told_contents(unit.tx(), lost); !ok) return ok;
  auto asked = ask_contents(context, unit, place, again, {});
  return asked ? Status() : Status(fail(std::move(asked.error())));
}

Result<std::size_t> ask_contents(Context& context, Unit& unit, const ImportPlace& place,
                                 const std::vector<std::int64_t>& listings, const ContentAsk& ask) {
  if (listings.empty() || !sends_content(context.catalogue, *place.store)) return 0;
  return Planning(context, unit, place, ask).run(listings);
}

}  // namespace fairway::flows
