#include "host/flows/listings/content_verbs.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/flows/listings/channel_preview.hpp"
#include "host/flows/listings/content_plan.hpp"
#include "host/flows/listings/listing_verbs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

constexpr std::int64_t kAllAtOnce = 5000;  // listings of a store that are activated together

Result<ImportPlace> content_place(const Context& context, storage::Transaction& tx, const std::string& account_name,
                                  const std::string& nickname) {
  const auto* account = context.account(account_name);
  const auto* store = account ? account->store(nickname) : nullptr;
  if (!store) return fail(FW_E_INVALID, fmt::format("no store {} in account {}", nickname, account_name));
  auto row = store_row(tx, account_name, nickname);
  if (!row) return fail(std::move(row.error()));
  return ImportPlace{account, store, row->id};
}

// Keeps what is said, then asks for what follows from it store by store.
class Saying {
 public:
  Saying(Context& context, Unit& unit, const std::string& account, const Person& person)
      : context_(context), unit_(unit), tx_(unit.tx()), account_(account), person_(person) {}

  Result<std::vector<ContentKept>> run(const std::vector<ContentSaid>& all) {
    if (auto ok = load(all); !ok) return fail(std::move(ok.error()));
    std::vector<ContentKept> out;
    for (const auto& said : all) {
      auto& kept = out.emplace_back();
      kept.sku = said.sku;
      kept.refused = wrong(said);
      if (kept.refused.empty()) keep(said);
    }
    if (auto ok = write(); !ok) return fail(std::move(ok.error()));
    if (auto ok = ask(); !ok) return fail(std::move(ok.error()));
    for (auto& kept : out)
      if (kept.refused.empty()) kept.listings = listed_[items_.at(kept.sku)];
    return out;
  }

 private:
  using Key = std::tuple<std::int64_t, std::int64_t, std::string>;  // item, store, language

  Status load(const std::vector<ContentSaid>& all) {
    std::vector<std::string> skus;
    for (const auto& said : all) skus.push_back(said.sku);
    auto items = ledger::items_by_sku(tx_, account_, skus);
    if (!items) return fail(std::move(items.error()));
    std::vector<std::int64_t> ids;
    for (const auto& [sku, item] : *items) items_[sku] = item.id, ids.push_back(item.id);
    auto facts = ledger::item_facts(tx_, ids);
    if (!facts) return fail(std::move(facts.error()));
    facts_ = std::move(*facts);
    auto before = ledger::contents_of(tx_, ids);
    if (!before) return fail(std::move(before.error()));
    for (auto& one : *before) {
      Key key{one.item_id, one.store_id, one.language};
      contents_.emplace(std::move(key), std::move(one));
    }
    auto rows = ledger::stores_of(tx_, account_);
    if (!rows) return fail(std::move(rows.error()));
    for (const auto& row : *rows) stores_[row.nickname] = row.id;
    return {};
  }

  std::string wrong(const ContentSaid& said) const {
    if (!items_.contains(said.sku)) return "the catalogue has no item of this SKU: import it from a store";
    if (!said.store.empty() && !stores_.contains(said.store)) return fmt::format("no store {}", printable(said.store, 60));
    if (!said.store.empty() && !said.language.empty()) return "a store has its own language: say one of the two";
    if ((said.family || said.parent) && !(said.store.empty() && said.language.empty()))
      return "family and parent are of the item, whatever the store: say them without store and language";
    return said.family == said.sku ? "an item is not its own family" : "";
  }

  void keep(const ContentSaid& said) {
    const auto item = items_.at(said.sku);
    touched_.insert(item);
    if (said.family || said.parent) {
      auto& facts = facts_.at(item);
      if (said.family) facts.family = *said.family;
      if (said.parent) facts.parent = *said.parent;
      families_.insert(item);
    }
    if (said.fields.empty()) return;
    const Key key{item, said.store.empty() ? 0 : stores_.at(said.store), said.language};
    auto& content = contents_[key];
    content.item_id = item, content.store_id = std::get<1>(key), content.language = said.language;
    for (const auto& [name, values] : said.fields)
      if (values.empty()) content.fields.erase(name);
      else content.fields[name] = values;
    content.said_by = person_.name, content.said_at = context_.clock.now();
    changed_.insert(key);
  }

  Status write() {
    std::vector<ledger::ItemContent> contents;
    for (const auto& key : changed_) contents.push_back(contents_.at(key));
    if (auto ok = ledger::set_contents(tx_, contents); !ok) return ok;
    std::vector<ledger::ItemFacts> families;
    for (const auto item : families_) families.push_back(facts_.at(item));
    return ledger::set_families(tx_, families);
  }

  // What a family says counts for its variants too.
  Status add_variants(std::vector<std::int64_t>& items) {
    std::vector<std::string> families;
    for (const auto item : touched_)
      if (facts_.at(item).parent) families.push_back(facts_.at(item).sku);
    auto children = ledger::children_of(tx_, account_, families);
    if (!children) return fail(std::move(children.error()));
    items.insert(items.end(), children->begin(), children->end());
    return {};
  }

  Status ask() {
    std::vector<std::int64_t> items(touched_.begin(), touched_.end());
    if (auto ok = add_variants(items); !ok) return ok;
    auto listings = ledger::listings_of_items(tx_, items);
    if (!listings) return fail(std::move(listings.error()));
    const auto* account = context_.account(account_);
    if (!account) return {};
    for (const auto& store : account->stores) {
      const auto row = stores_.find(store.nickname);
      if (row == stores_.end() || !sends_content(context_.catalogue, store)) continue;
      std::vector<std::int64_t> ids;
      for (const auto& listing : *listings) {
        if (listing.store_id != row->second || !ledger::is_live(listing.state)) continue;
        ids.push_back(listing.id);
        ++listed_[listing.item_id];
      }
      if (auto asked = ask_contents(context_, unit_, {account, &store, row->second}, ids, {person_.name, false}); !asked)
        return fail(std::move(asked.error()));
    }
    return {};
  }

  Context& context_;
  Unit& unit_;
  storage::Transaction& tx_;
  const std::string& account_;
  const Person& person_;
  std::map<std::string, std::int64_t> items_, stores_;
  std::map<std::int64_t, ledger::ItemFacts> facts_;
  std::map<Key, ledger::ItemContent> contents_;
  std::set<Key> changed_;
  std::set<std::int64_t> touched_, families_;
  std::map<std::int64_t, std::size_t> listed_;  // by item
};

Result<std::vector<std::int64_t>> listings_named(storage::Transaction& tx, const ImportPlace& place,
                                                 const std::vector<std::string>& skus) {
  auto found = ledger::listings_by_sku(tx, place.store_id, skus);
  if (!found) return fail(std::move(found.error()));
  std::vector<std::int64_t> ids;
  for (const auto& sku : skus) {
    const auto one = found->find(sku);
    if (one == found->end())
      return fail(FW_E_INVALID, fmt::format("store {} has no listing {}", place.store->nickname, printable(sku, 80)));
    ids.push_back(one->second.id);
  }
  return ids;
}

Result<std::vector<std::int64_t>> all_listings(storage::Transaction& tx, std::int64_t store) {
  std::vector<std::int64_t> all;
  for (std::int64_t last = 0;;) {
    auto page = ledger::listing_ids_after(tx, store, last, kAllAtOnce);
    if (!page) return page;
    if (page->empty()) return all;
    last = page->back();
    all.insert(all.end(), page->begin(), page->end());
  }
}

Result<std::vector<std::int64_t>> listings_fitting(storage::Transaction& tx, std::int64_t store,
                                                   const ledger::ListingFilter& filter) {
  std::vector<std::int64_t> all;
  for (std::int64_t last = 0;;) {
    auto page = ledger::listings_that_fit(tx, store, filter, last, kAllAtOnce);
    if (!page) return page;
    if (page->empty()) return all;
    last = page->back();
    all.insert(all.end(), page->begin(), page->end());
  }
}

Status preview_into(Context& context, const ImportPlace& place, const std::string& sku, ContentView& view) {
  const auto change = view.wanted.change(sku, {});
  if (change.attributes.empty() && change.fields.empty()) return {};
  auto shown = preview_at_channel(context, *place.account, *place.store, {change});
  if (!shown) return fail(std::move(shown.error()));
  if (const auto found = shown->find(sku); found != shown->end())
    view.preview = found->second.preview, view.issues = std::move(found->second.issues);
  return {};
}

}  // namespace

Result<std::vector<ContentKept>> say_contents(Context& context, const std::string& account,
                                              const std::vector<ContentSaid>& all, const Person& person) {
  if (all.empty() || all.size() > kContentsAtOnce)
    return fail(FW_E_UNSUPPORTED, fmt::format("1 to {} items at a time", kContentsAtOnce));
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = still_called(unit->tx(), account); !ok) return fail(std::move(ok.error()));
  auto kept = Saying(context, *unit, account, person).run(all);
  if (!kept) return kept;
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return kept;
}

Result<ContentView> view_content(Context& context, const std::string& account, const std::string& store,
                                 const std::string& sku, bool preview) {
  ContentView view;
  ImportPlace place;
  {
    auto tx = context.db.read();
    if (!tx) return fail(std::move(tx.error()));
    auto found = content_place(context, **tx, account, store);
    if (!found) return fail(std::move(found.error()));
    place = *found;
    const auto ids = listings_named(**tx, place, {sku});
    if (!ids) return fail(ids.error());
    ContentBook book(**tx, place);
    if (auto ok = book.load(*ids); !ok) return fail(std::move(ok.error()));
    const auto& listing = book.listings().at(ids->front());
    view.wanted = book.wanted(listing);
    view.untold = book.why_untold(listing);
    view.told = book.told(listing.id).told;
  }
  if (!preview) return view;
  if (auto ok = preview_into(context, place, sku, view); !ok) return fail(std::move(ok.error()));
  return view;
}

Result<std::size_t> tell_contents_again(Context& context, const std::string& account, const std::string& store,
                                        const std::vector<std::string>& skus, const Person& person) {
  if (skus.empty() || skus.size() > kContentsAtOnce)
    return fail(FW_E_UNSUPPORTED, fmt::format("1 to {} listings at a time", kContentsAtOnce));
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto place = content_place(context, unit->tx(), account, store);
  if (!place) return fail(place.error());
  if (!sends_content(context.catalogue, *place->store))
    return fail(FW_E_REJECTED,
                fmt::format("store {} is disabled or in observe mode, its content is off, or its channel takes "
                            "none",
                            store));
  const auto ids = listings_named(unit->tx(), *place, skus);
  if (!ids) return fail(ids.error());
  auto asked = ask_contents(context, *unit, *place, *ids, {person.name, true});
  if (!asked) return asked;
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return asked;
}

Result<std::size_t> activate_listings(Context& context, const std::string& account, const std::string& store,
                                      const std::vector<std::string>& skus, bool activated,
                                      const std::optional<ledger::ListingFilter>& filter) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto place = content_place(context, unit->tx(), account, store);
  if (!place) return fail(place.error());
  const auto ids = !skus.empty() ? listings_named(unit->tx(), *place, skus)
                   : filter      ? listings_fitting(unit->tx(), place->store_id, *filter)
                                 : all_listings(unit->tx(), place->store_id);
  if (!ids) return fail(ids.error());
  if (auto ok = ledger::set_activated(unit->tx(), *ids, activated); !ok) return fail(std::move(ok.error()));
  if (activated)
    if (auto ok = replan_store(context, *unit, account, store); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return ids->size();
}

}  // namespace fairway::flows
