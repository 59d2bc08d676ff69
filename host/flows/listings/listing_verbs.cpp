#include "host/flows/listings/listing_verbs.hpp"

#include <fmt/format.h>

#include "host/flows/jobs.hpp"
#include "host/flows/listings/content_plan.hpp"
#include "host/flows/listings/import_write.hpp"

namespace fairway::flows {
namespace {

using ledger::ListingRow;
using ledger::ListingState;

using OnListing = std::function<Status(Unit&, ListingRow&)>;

// One listing, one transaction.
Status on_listing(Context& context, const ListingName& name, const OnListing& act) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto store = store_row(unit->tx(), name.account, name.store);
  if (!store) return fail(std::move(store.error()));
  auto found = ledger::listings_by_sku(unit->tx(), store->id, {name.sku});
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) return fail(FW_E_INVALID, fmt::format("store {} has no listing {}", name.store, name.sku));
  auto& listing = found->begin()->second;
  listing.written_import.reset();
  if (auto ok = act(*unit, listing); !ok) return ok;
  return unit->commit();
}

// What waited for the listing is looked at again.
Status free_orders(Context& context, Unit& unit, const std::string& account) {
  return unit.enqueue({remap_job(account, context.clock.now())});
}

// The same, and orders that a warehouse is about to get, and changes that the channel is to be told.
Status free_waiting(Context& context, Unit& unit, const std::string& account, const std::string& store) {
  const auto now = context.clock.now();
  for (const auto& [kind, target] :
       {std::pair("submit", std::string()), std::pair("tell-listings", store), std::pair("tell-content", store)}) {
    auto groups = ledger::hurry(unit.tx(), account, kind, target, now);
    if (!groups) return fail(std::move(groups.error()));
    unit.wake_after(*groups, now);
  }
  return free_orders(context, unit, account);
}

// What is or was published from here comes back by publishing alone.
Status not_for_links(const ListingRow& listing) {
  if (listing.state != ListingState::delisted && listing.state != ListingState::draft) return {};
  return fail(FW_E_REJECTED, fmt::format("it is {}: publish it", ledger::text(listing.state)));
}

// What the last whole import of the store showed of a SKU.
Status must_be_shown(storage::Transaction& tx, std::int64_t store_id, const ListingName& name) {
  auto shown = ledger::shown_last(tx, store_id, name.sku);
  if (!shown) return fail(std::move(shown.error()));
  switch (*shown) {
    case ledger::Shown::yes: return {};
    case ledger::Shown::unknown:
      return fail(FW_E_REJECTED, fmt::format("what store {} lists is not known: import its listings first", name.store));
    default:
      return fail(FW_E_REJECTED, fmt::format("the last import of store {} showed no listing {} that is open; import again "
                                             "where it is there now",
                                             name.store, name.sku));
  }
}

// Of two listings of one product one is live (LST-4).
Status no_twin(storage::Transaction& tx, const ListingRow& listing) {
  if (listing.shown.product_id.empty()) return {};
  auto twins = ledger::listings_by_product(tx, listing.store_id, {listing.shown.product_id});
  if (!twins) return fail(std::move(twins.error()));
  if (twins->empty() || twins->begin()->second.id == listing.id) return {};
  return fail(FW_E_REJECTED, fmt::format("the listing {} sells the same product in this store: unlink it first",
                                         twins->begin()->second.shown.sku));
}

Result<ledger::CatalogueItem> item_to_link(const Context& context, storage::Transaction& tx, const ListingName& name) {
  const auto* account = context.account(name.account);
  const auto* store = account ? account->store(name.store) : nullptr;
  if (!store) return fail(FW_E_INVALID, fmt::format("no store {} in account {}", name.store, name.account));
  const std::string sku(catalogue_sku({account, store, 0}, name.sku));
  auto items = ledger::items_by_sku(tx, name.account, {sku});
  if (!items) return fail(std::move(items.error()));
  if (items->empty())
    return fail(FW_E_REJECTED, fmt::format("the catalogue has no item {}; links are by the exact SKU alone", sku));
  return std::move(items->begin()->second);
}

}  // namespace

Result<ledger::StoreRow> store_row(storage::Transaction& tx, const std::string& account, const std::string& nickname) {
  auto rows = ledger::stores_of(tx, account);
  if (!rows) return fail(std::move(rows.error()));
  for (auto& row : *rows)
    if (row.nickname == nickname) return std::move(row);
  return fail(FW_E_INVALID, fmt::format("no store {} in account {}", nickname, account));
}

Status pause_listing(Context& context, const ListingName& name, bool paused) {
  return on_listing(context, name, [&](Unit& unit, ListingRow& listing) -> Status {
    const bool gone = !ledger::is_live(listing.state);
    if (gone && (paused || listing.back_to != ListingState::paused))
      return fail(FW_E_REJECTED,
                  fmt::format("a listing that is {} cannot be paused or unpaused", ledger::text(listing.state)));
    if (gone) listing.back_to = ListingState::active;
    else if (paused == (listing.state == ListingState::paused)) return {};
    else listing.state = paused ? ListingState::paused : ListingState::active;
    if (auto ok = ledger::update_listings(unit.tx(), {listing}); !ok) return ok;
    if (paused) return {};
    if (auto ok = replan_store(context, unit, name.account, name.store); !ok) return ok;
    return free_waiting(context, unit, name.account, name.store);
  });
}

Result<std::int64_t> unpause_listings(Context& context, const std::string& account, const std::string& store) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto row = store_row(unit->tx(), account, store);
  if (!row) return fail(std::move(row.error()));
  auto count = ledger::unpause_all(unit->tx(), row->id);
  if (!count) return count;
  if (auto ok = replan_store(context, *unit, account, store); !ok) return fail(std::move(ok.error()));
  if (auto ok = free_waiting(context, *unit, account, store); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return count;
}

Status set_ships(Context& context, const ListingName& name, const std::string& ships) {
  if (!ships.empty() && ships != "merchant" && ships != "amazon")
    return fail(FW_E_UNSUPPORTED, fmt::format("\"{}\" ships nothing: allowed are merchant, amazon, or nothing", ships));
  return on_listing(context, name, [&](Unit& unit, ListingRow& listing) {
    listing.ships = ships;
    return ledger::update_listings(unit.tx(), {listing});
  });
}

Status remove_listing(Context& context, const ListingName& name) {
  return on_listing(context, name, [&](Unit& unit, ListingRow& listing) -> Status {
    if (listing.state == ListingState::delisted)
      return fail(FW_E_REJECTED,
                  "it is delisted, which frees its product id already: it is kept so that no import brings it back");
    if (auto ok = ledger::delete_listings(unit.tx(), {listing.id}); !ok) return ok;
    if (auto ok = ledger::free_barcodes(unit.tx(), {listing.item_id}); !ok) return ok;
    return free_orders(context, unit, name.account);
  });
}

Status link_listing(Context& context, const ListingName& name) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto store = store_row(unit->tx(), name.account, name.store);
  if (!store) return fail(std::move(store.error()));
  auto known = ledger::listings_by_sku(unit->tx(), store->id, {name.sku});
  if (!known) return fail(std::move(known.error()));
  if (!known->empty()) {
    const auto state = known->begin()->second.state;
    if (ledger::is_live(state)) return {};
    return fail(FW_E_REJECTED, fmt::format("the listing {} is {}: relink it", name.sku, ledger::text(state)));
  }
  auto item = item_to_link(context, unit->tx(), name);
  if (!item) return fail(std::move(item.error()));
  if (auto ok = must_be_shown(unit->tx(), store->id, name); !ok) return ok;
  ListingRow row;
  row.store_id = store->id, row.item_id = item->id, row.state = ListingState::linked;
  row.shown.sku = name.sku;
  row.observed_at = Instant{};  // never yet: the next import fills it
  std::vector<ListingRow> rows{std::move(row)};
  if (auto ok = ledger::add_listings(unit->tx(), std::nullopt, rows); !ok) return ok;
  if (auto ok = ledger::hold_barcodes(unit->tx(), {item->id}); !ok) return ok;
  return unit->commit();
}

Status unlink_listing(Context& context, const ListingName& name) {
  return on_listing(context, name, [&](Unit& unit, ListingRow& listing) -> Status {
    if (listing.state == ListingState::unlinked) return {};
    if (auto ok = not_for_links(listing); !ok) return ok;
    if (ledger::is_live(listing.state)) listing.back_to = listing.state;
    listing.state = ListingState::unlinked;
    listing.live_import.reset();
    if (auto ok = ledger::update_listings(unit.tx(), {listing}); !ok) return ok;
    return ledger::free_barcodes(unit.tx(), {listing.item_id});
  });
}

Status relink_listing(Context& context, const ListingName& name) {
  return on_listing(context, name, [&](Unit& unit, ListingRow& listing) -> Status {
    if (ledger::is_live(listing.state)) return {};
    if (auto ok = not_for_links(listing); !ok) return ok;
    if (auto ok = must_be_shown(unit.tx(), listing.store_id, name); !ok) return ok;
    if (auto ok = no_twin(unit.tx(), listing); !ok) return ok;
    listing.state = listing.back_to == ListingState::paused ? ListingState::paused : ListingState::linked;
    listing.back_to.reset();
    if (auto ok = ledger::update_listings(unit.tx(), {listing}); !ok) return ok;
    if (auto ok = replan_store(context, unit, name.account, name.store); !ok) return ok;
    return ledger::hold_barcodes(unit.tx(), {listing.item_id});
  });
}

}  // namespace fairway::flows
