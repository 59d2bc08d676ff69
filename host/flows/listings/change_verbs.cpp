#include "host/flows/listings/change_verbs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/base/text.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/bulk_plan.hpp"
#include "host/flows/listings/import_write.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

using ledger::ChangeRow;
using ledger::ChangeState;
using ledger::ListingRow;
using ledger::ListingState;

constexpr Millis kPreviewDeadline = std::chrono::seconds(25);  // a client waits for thirty

struct ChangePlace {
  ImportPlace at;
  std::string currency;
};

Result<ChangePlace> place_of(Context& context, storage::Transaction& tx, const std::string& account_name,
                             const std::string& nickname) {
  const auto* account = context.account(account_name);
  const auto* store = account ? account->store(nickname) : nullptr;
  if (!store) return fail(FW_E_INVALID, fmt::format("no store {} in account {}", nickname, account_name));
  if (!store->enabled) return fail(FW_E_REJECTED, fmt::format("store {} is disabled", nickname));
  if (store->mode == config::Mode::observe)
    return fail(FW_E_REJECTED, fmt::format("store {} is in observe mode: nothing is sent", nickname));
  if (!context.catalogue.push(store->settings.plugin, ListingChange::kSchema))
    return fail(FW_E_REJECTED,
                fmt::format("the plugin {} of store {} changes no listings", store->settings.plugin, nickname));
  auto rows = ledger::stores_of(tx, account_name);
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : *rows) {
    if (row.nickname != nickname) continue;
    const auto currency = store->settings.facts.find("currency");
    return ChangePlace{{account, store, row.id}, currency == store->settings.facts.end() ? "" : currency->second};
  }
  return fail(FW_E_INVALID, fmt::format("no store {} in account {}", nickname, account_name));
}

// All that is known of the listings that are asked for, each kind in one query.
class Known {
 public:
  Known(storage::Transaction& tx, const ChangePlace& place) : tx_(tx), place_(place) {}

  Status load(const std::vector<Wanted>& all) {
    std::vector<std::string> skus, item_skus;
    for (const auto& one : all) {
      skus.push_back(one.sku);
      item_skus.emplace_back(catalogue_sku(place_.at, one.sku));
    }
    auto listings = ledger::listings_by_sku(tx_, place_.at.store_id, skus);
    if (!listings) return fail(std::move(listings.error()));
    listings_ = std::move(*listings);
    auto items = ledger::items_for_sale(tx_, place_.at.account->name, item_skus);
    if (!items) return fail(std::move(items.error()));
    items_ = std::move(*items);
    std::vector<std::int64_t> ids;
    for (const auto& [sku, listing] : listings_) ids.push_back(listing.id);
    auto wants = ledger::wants_of(tx_, ids);
    if (!wants) return fail(std::move(wants.error()));
    wants_ = std::move(*wants);
    auto failed = ledger::failed_unhides(tx_, ids);
    if (!failed) return fail(std::move(failed.error()));
    failed_ = std::move(*failed);
    auto looks = ledger::looks_of(tx_, ids);
    if (!looks) return fail(std::move(looks.error()));
    for (auto& look : *looks) types_[look.listing_id] = look.shown.product_type;
    return load_twins(all);
  }

  ledger::Want want(std::int64_t listing) const {
    const auto found = wants_.find(listing);
    return found == wants_.end() ? ledger::Want{} : found->second;
  }
  ledger::ListingRow* listing(const std::string& sku) {
    const auto found = listings_.find(sku);
    return found == listings_.end() ? nullptr : &found->second;
  }
  const ledger::ItemForSale* item(const std::string& sku) const {
    const auto found = items_.find(std::string(catalogue_sku(place_.at, sku)));
    return found == items_.end() ? nullptr : &found->second;
  }
  WantedOf of(const Wanted& wanted) {
    WantedOf out;
    out.listing = listing(wanted.sku), out.item = item(wanted.sku);
    if (out.listing) {
      out.want = want(out.listing->id);
      if (const auto failed = failed_.find(out.listing->id); failed != failed_.end()) out.unhide_failed = failed->second;
      out.product_type = types_[out.listing->id];
    }
    if (const auto twin = twins_.find(product_of(wanted)); twin != twins_.end() && twin->second != wanted.sku)
      out.twin = twin->second;
    return out;
  }

 private:
  std::string product_of(const Wanted& wanted) const {
    if (!wanted.product_id.empty()) return wanted.product_id;
    const auto known = listings_.find(wanted.sku);
    if (known != listings_.end() && !known->second.shown.product_id.empty()) return known->second.shown.product_id;
    const auto* of_item = item(wanted.sku);
    return of_item ? of_item->product_id : "";
  }
  Status load_twins(const std::vector<Wanted>& all) {
    std::vector<std::string> products;
    for (const auto& one : all)
      if (auto product = product_of(one); !product.empty()) products.push_back(std::move(product));
    auto twins = ledger::listings_by_product(tx_, place_.at.store_id, products);
    if (!twins) return fail(std::move(twins.error()));
    for (const auto& [product, listing] : *twins) twins_[product] = listing.shown.sku;
    return {};
  }

  storage::Transaction& tx_;
  const ChangePlace& place_;
  ledger::ListingsBySku listings_;
  std::map<std::string, ledger::ItemForSale> items_;
  ledger::Wants wants_;
  std::map<std::int64_t, ledger::ChangeRow> failed_;  // unhidings, by listing
  std::map<std::int64_t, std::string> types_;  // product types, by listing
  std::map<std::string, std::string> twins_;   // SKUs, by product id
};

// The verdict on each, in their order; a SKU that comes twice is refused the second time.
struct WishVerdict {
  ChangeAsked asked;
  std::optional<ListingChange> change;
};
std::vector<WishVerdict> judge_all(const ChangeWish& wish, Known& known, const ChangePlace& place) {
  std::vector<WishVerdict> verdicts;
  std::set<std::string> seen;
  for (const auto& wanted : wish.listings) {
    auto& verdict = verdicts.emplace_back();
    verdict.asked.sku = wanted.sku;
    if (!seen.insert(wanted.sku).second) {
      verdict.asked.refused = "it is named twice";
      continue;
    }
    auto judged = judge_change(wish.wish, wanted, known.of(wanted), *place.at.store, place.currency);
    if (!judged) {
      verdict.asked.refused = judged.error().message;
      continue;
    }
    verdict.change = std::move(judged->change);
    verdict.asked.warnings = std::move(judged->warnings);
  }
  return verdicts;
}

Status check_wish(const ChangeWish& wish, std::size_t most) {
  if (wish.wish == ListingWish::unknown)
    return fail(FW_E_UNSUPPORTED, "allowed are publish, delist, hide, unhide, overwrite");
  if (wish.listings.empty() || wish.listings.size() > most)
    return fail(FW_E_UNSUPPORTED, fmt::format("1 to {} listings at a time", most));
  for (const auto& one : wish.listings)
    if (one.sku.empty()) return fail(FW_E_UNSUPPORTED, "a listing is named by its SKU");
  return {};
}

// What is wanted becomes what holds here, with its history and the jobs that tell it.
class Keeping {
 public:
  Keeping(Context& context, Unit& unit, const ChangePlace& place, Known& known, const Person& person)
      : context_(context), unit_(unit), tx_(unit.tx()), place_(place), known_(known), person_(person) {}

  Status run(const ChangeWish& wish, std::vector<WishVerdict>& verdicts) {
    if (auto ok = make_drafts(verdicts); !ok) return ok;
    const auto now = context_.clock.now();
    if (auto ok = load_open(verdicts); !ok) return ok;
    std::vector<ChangeRow> rows;
    std::vector<WishVerdict*> of;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (!verdicts[i].change) continue;
      auto& listing = *listing_of(verdicts[i]);
      ChangeRow row;
      row.listing_id = listing.id, row.change = std::move(*verdicts[i].change);
      row.asked_by = person_.name, row.asked_at = now;
      hold(row.change, listing);
      keep_list_price(wish.listings[i], row.change.sku);
      rows.push_back(std::move(row));
      of.push_back(&verdicts[i]);
    }
    if (auto ok = supersede(wish.wish, rows, now); !ok) return ok;
    if (auto ok = ledger::insert(tx_, rows); !ok) return ok;
    for (std::size_t i = 0; i < rows.size(); ++i) of[i]->asked.change = rows[i].id;
    if (auto ok = write(); !ok) return ok;
    std::vector<ledger::NewJob> jobs;
    for (const auto& row : rows)
      jobs.push_back(tell_listing_job(place_.at.account->name, place_.at.store->nickname, row.id, now));
    if (rows.size() >= kMany && takes_submissions(context_.catalogue, place_.at.store->settings.plugin))
      jobs.push_back(submit_listings_job(place_.at.account->name, place_.at.store->nickname, now + kGathered));
    return unit_.enqueue(jobs);
  }

 private:
  ListingRow* listing_of(const WishVerdict& verdict) {
    if (auto* known = known_.listing(verdict.asked.sku)) return known;
    const auto made = drafts_.find(verdict.asked.sku);
    return made == drafts_.end() ? nullptr : &made->second;
  }

  // A listing that the store has not: there is something to hang the change on, and nothing live.
  Status make_drafts(const std::vector<WishVerdict>& verdicts) {
    std::vector<ListingRow> made;
    for (const auto& verdict : verdicts) {
      if (!verdict.change || known_.listing(verdict.asked.sku)) continue;
      ListingRow row;
      row.store_id = place_.at.store_id, row.item_id = known_.item(verdict.asked.sku)->id;
      row.state = ListingState::draft, row.back_to = ListingState::linked;
      row.shown.sku = verdict.asked.sku;
      row.observed_at = context_.clock.now();
      made.push_back(std::move(row));
    }
    if (made.empty()) return {};
    if (auto ok = ledger::add_listings(tx_, std::nullopt, made); !ok) return ok;
    for (auto& row : made) {
      auto sku = row.shown.sku;
      drafts_.emplace(std::move(sku), std::move(row));
    }
    return {};
  }

  // Desired state: it holds from now on, whatever the channel answers.
  void hold(const ListingChange& change, ListingRow& listing) {
    using W = ListingWish;
    const auto want = known_.want(listing.id);
    const bool hidden = want.hidden;
    if (change.wish == W::hide) wants_[listing.id] = {true, hidden ? want.quantity : in_stock(listing)};
    if (change.wish == W::publish && hidden && change.quantity) wants_[listing.id] = {true, change.quantity};
    if (change.wish == W::unhide || change.wish == W::delist) wants_[listing.id] = {};
    listing.written_import.reset();  // a person's word: no undo takes it back
    if (change.wish == W::delist && listing.state != ListingState::delisted) {
      if (is_live(listing.state)) listing.back_to = listing.state;
      listing.state = ListingState::delisted;
      freed_.push_back(listing.item_id);
    }
    touched_.push_back(listing);
  }

  // As the channel shows it, or will when it has taken what is on its way.
  std::optional<std::int64_t> in_stock(const ListingRow& listing) const {
    auto quantity = listing.shown.quantity;
    if (const auto open = open_.find(listing.id); open != open_.end())
      for (const auto& row : open->second)
        if (row.change.quantity) quantity = row.change.quantity;
    return quantity;
  }

  Status load_open(const std::vector<WishVerdict>& verdicts) {
    std::vector<std::int64_t> ids;
    for (const auto& verdict : verdicts)
      if (const auto* listing = known_.listing(verdict.asked.sku); listing && verdict.change) ids.push_back(listing->id);
    auto open = ledger::open_changes(tx_, ids);
    if (!open) return fail(std::move(open.error()));
    for (auto& row : *open) open_[row.listing_id].push_back(std::move(row));
    return {};
  }

  void keep_list_price(const Wanted& wanted, const std::string& sku) {
    const auto* item = known_.item(sku);
    if (!item || wanted.list_price.empty()) return;
    auto priced = *item;
    priced.list_price = wanted.list_price;
    if (priced.currency.empty()) priced.currency = place_.currency;
    priced_.push_back(std::move(priced));
  }

  Status supersede(ListingWish later, const std::vector<ChangeRow>& rows, Instant now) {
    std::vector<ChangeRow> ended;
    for (const auto& row : rows)
      for (auto& earlier : open_[row.listing_id]) {
        if (is_in_hand(earlier.state) || !replaces(later, earlier.change.wish.value)) continue;
        earlier.state = ChangeState::superseded, earlier.ended_at = now;
        ended.push_back(earlier);
      }
    return ledger::update(tx_, ended);
  }

  Status write() {
    if (auto ok = ledger::set_wants(tx_, wants_); !ok) return ok;
    if (auto ok = ledger::set_list_prices(tx_, priced_); !ok) return ok;
    if (auto ok = ledger::update_listings(tx_, touched_); !ok) return ok;
    return freed_.empty() ? Status() : ledger::free_barcodes(tx_, freed_);
  }

  Context& context_;
  Unit& unit_;
  storage::Transaction& tx_;
  const ChangePlace& place_;
  Known& known_;
  const Person& person_;
  std::unordered_map<std::string, ListingRow> drafts_;
  ledger::Wants wants_;
  std::map<std::int64_t, std::vector<ChangeRow>> open_;  // by listing
  std::vector<ListingRow> touched_;
  std::vector<std::int64_t> freed_;
  std::vector<ledger::ItemForSale> priced_;
};

std::vector<ChangeAsked> answers(std::vector<WishVerdict>& verdicts) {
  std::vector<ChangeAsked> out;
  for (auto& verdict : verdicts) out.push_back(std::move(verdict.asked));
  return out;
}

// What the channel would answer, by SKU.
class Previews final : public plugins::PullSink {
 public:
  Status commit(plugins::Batch batch) override {
    for (const auto& document : batch.documents) {
      ListingShown shown;
      if (JsonError error; document.schema != ListingShown::kSchema || !read_json(document.body, shown, error)) continue;
      auto sku = shown.sku;
      by_sku.insert_or_assign(std::move(sku), std::move(shown));
    }
    return {};
  }
  std::map<std::string, ListingShown> by_sku;
};

Status ask_channel_of(Context& context, const ChangePlace& place, std::vector<WishVerdict>& verdicts) {
  const auto& store = *place.at.store;
  ListingStateParams params;
  for (const auto& verdict : verdicts)
    if (verdict.change) params.previews.push_back(*verdict.change);
  if (params.previews.empty() || !context.catalogue.stream(store.settings.plugin, ListingStates::kStream)) return {};
  plugins::CallOptions options;
  options.deadline = kPreviewDeadline;
  options.interactive = true;
  options.trace = "preview-" + store.nickname;
  options.cancel = context.stopping;
  Previews previews;
  const auto spec = channel_spec(context.catalogue, *place.at.account, store, store.nickname, ListingStates::kStream);
  const auto ended =
      context.plugins.channel(spec)->pull({std::string(ListingStates::kStream), {}, to_json(params), 0}, previews, options);
  if (!ended.status) return ended.status;
  for (auto& verdict : verdicts) {
    const auto shown = previews.by_sku.find(verdict.asked.sku);
    if (!verdict.change || shown == previews.by_sku.end()) continue;
    verdict.asked.preview = shown->second.preview;
    verdict.asked.issues = std::move(shown->second.issues);
  }
  return {};
}

}  // namespace

Result<std::vector<ChangeAsked>> ask_changes(Context& context, const ChangeWish& wish, const Person& person) {
  if (auto ok = check_wish(wish, kChangesAtOnce); !ok) return fail(std::move(ok.error()));
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = still_called(unit->tx(), wish.account); !ok) return fail(std::move(ok.error()));
  const auto place = place_of(context, unit->tx(), wish.account, wish.store);
  if (!place) return fail(place.error());
  Known known(unit->tx(), *place);
  if (auto ok = known.load(wish.listings); !ok) return fail(std::move(ok.error()));
  auto verdicts = judge_all(wish, known, *place);
  if (auto ok = Keeping(context, *unit, *place, known, person).run(wish, verdicts); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return answers(verdicts);
}

Result<std::vector<ChangeAsked>> preview_changes(Context& context, const ChangeWish& wish) {
  if (auto ok = check_wish(wish, kPreviewsAtOnce); !ok) return fail(std::move(ok.error()));
  std::vector<WishVerdict> verdicts;
  ChangePlace where;
  {
    auto tx = context.db.read();
    if (!tx) return fail(std::move(tx.error()));
    auto place = place_of(context, **tx, wish.account, wish.store);
    if (!place) return fail(std::move(place.error()));
    Known known(**tx, *place);
    if (auto ok = known.load(wish.listings); !ok) return fail(std::move(ok.error()));
    verdicts = judge_all(wish, known, *place);
    where = *place;
  }
  if (auto ok = ask_channel_of(context, where, verdicts); !ok) return fail(std::move(ok.error()));
  return answers(verdicts);
}

Status look_at_listing(Context& context, const std::string& account, const std::string& store, const std::string& sku) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto place = place_of(context, unit->tx(), account, store);
  if (!place) return fail(place.error());
  if (!context.catalogue.stream(place->at.store->settings.plugin, ListingStates::kStream))
    return fail(FW_E_REJECTED, "the channel shows no single listings");
  auto found = ledger::listings_by_sku(unit->tx(), place->at.store_id, {sku});
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) return fail(FW_E_INVALID, fmt::format("store {} has no listing {}", store, printable(sku, 80)));
  const auto id = found->begin()->second.id;
  auto looks = ledger::looks_of(unit->tx(), {id});
  if (!looks) return fail(std::move(looks.error()));
  ledger::Look look;
  if (!looks->empty()) look = std::move(looks->front());
  look.listing_id = id, look.store_id = place->at.store_id, look.due_at = context.clock.now();
  if (auto ok = ledger::set_looks(unit->tx(), {look}); !ok) return ok;
  if (auto ok = unit->enqueue({look_at_listings_job(account, store, context.clock.now())}); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
