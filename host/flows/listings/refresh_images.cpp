// Images of listings as the channel's catalogue has them now, in place of those that are kept. Each listing has an outcome of its
// own; twenty are a transaction, so whatever ends the host, the rest is asked for after it.
#include <algorithm>

#include <fmt/format.h>

#include "host/flows/jobs.hpp"
#include "host/flows/listings/ask_products.hpp"
#include "host/flows/listings/image_verbs.hpp"
#include "host/flows/listings/listing_verbs.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

using ledger::ImageAsk;
using ledger::ListingRow;

constexpr std::int64_t kAskedAtOnce = 1000;
constexpr Millis kRefreshingAtATime = std::chrono::seconds(5);

struct WantedImages {
  ImageAsk ask;
  ListingRow listing;
};

Result<std::vector<WantedImages>> images_wanted(const Context& context, std::int64_t store_id) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto due = ledger::images_due(**tx, store_id, kProductsAtOnce);
  if (!due) return fail(std::move(due.error()));
  std::vector<std::int64_t> ids;
  for (const auto& ask : *due) ids.push_back(ask.listing_id);
  auto listings = ledger::listings_by_id(**tx, ids);
  if (!listings) return fail(std::move(listings.error()));
  std::vector<WantedImages> all;
  for (auto& listing : *listings)
    for (const auto& ask : *due)
      if (ask.listing_id == listing.id) {
        all.push_back({ask, std::move(listing)});
        break;
      }
  return all;
}

// What a listing had is kept where nothing better comes.
Status take_images(Unit& unit, const std::vector<WantedImages>& wanted, const ProductsById& products, Instant now) {
  std::vector<ImageAsk> ended;
  std::vector<ledger::NewImages> images;
  for (const auto& one : wanted) {
    auto& ask = ended.emplace_back(one.ask);
    ask.ended_at = now;
    const auto& id = one.listing.shown.product_id;
    const auto found = products.find(id);
    if (id.empty()) ask.error = "the listing has no product id";
    else if (found == products.end() || !found->second.found) ask.error = fmt::format("the channel has no product {}", id);
    else if (found->second.images.empty()) ask.error = fmt::format("the channel has no images of {}", id);
    if (!ask.error.empty()) continue;
    ask.images = static_cast<std::int64_t>(found->second.images.size());
    images.push_back({one.listing.id, one.listing.item_id, found->second.images});
  }
  if (auto ok = ledger::set_images(unit.tx(), images); !ok) return ok;
  return ledger::end_asks(unit.tx(), ended);
}

Status refuse_all(Context& context, const std::vector<WantedImages>& wanted, const Failure& failure) {
  std::vector<ImageAsk> ended;
  for (const auto& one : wanted) {
    auto& ask = ended.emplace_back(one.ask);
    ask.ended_at = context.clock.now();
    ask.error = failure.message;
  }
  return context.db.transact([&](storage::Transaction& tx) { return ledger::end_asks(tx, ended); });
}

Status settle_images(Context& context, Work& work, std::optional<Instant> again) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = work.settle_all(context, unit->tx(), {std::nullopt, again}); !ok) return ok;
  return unit->commit();
}

Result<std::vector<std::int64_t>> listings_of_wish(storage::Transaction& tx, std::int64_t store_id, const ImageWish& wish,
                                                   ImagesAsked& answer) {
  auto known = ledger::listings_by_sku(tx, store_id, wish.skus);
  if (!known) return fail(std::move(known.error()));
  std::vector<std::int64_t> ids;
  for (const auto& sku : wish.skus)
    if (const auto found = known->find(sku); found != known->end()) ids.push_back(found->second.id);
    else answer.unknown.push_back(sku);
  return ids;
}

}  // namespace

Status refresh_images(Context& context, Work& work) {
  auto place = place_to_ask(context, work.group());
  if (!place) return fail(std::move(place.error()));
  const auto began = context.clock.steady();
  while (true) {
    const auto wanted = images_wanted(context, place->store_id);
    if (!wanted) return fail(wanted.error());
    if (wanted->empty()) return settle_images(context, work, std::nullopt);
    std::vector<std::string> ids;
    for (const auto& one : *wanted)
      if (const auto& id = one.listing.shown.product_id; !id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end())
        ids.push_back(id);
    const auto asked = ask_products(context, work, *place, ids, true, [&](Unit& unit, const ProductsById& products) {
      return take_images(unit, *wanted, products, context.clock.now());
    });
    const bool refused = !asked && (asked.error().code == FW_E_REJECTED || asked.error().code == FW_E_UNSUPPORTED ||
                                    asked.error().code == FW_E_INVALID);
    if (!asked && !refused) return asked;
    if (refused)
      if (auto ok = refuse_all(context, *wanted, asked.error()); !ok) return ok;
    if (context.stopping && *context.stopping) return fail(FW_E_CANCELLED, "the host ends");
    if (context.clock.steady() - began >= kRefreshingAtATime) return settle_images(context, work, context.clock.now());
  }
}

Result<ImagesAsked> ask_for_images(Context& context, const ImageWish& wish, const Person& person) {
  const auto* account = context.account(wish.account);
  const auto* store = account ? account->store(wish.store) : nullptr;
  if (!store) return fail(FW_E_INVALID, fmt::format("no store {} in account {}", wish.store, wish.account));
  if (!store->enabled) return fail(FW_E_REJECTED, fmt::format("store {} is disabled", wish.store));
  if (!has_products(context.catalogue, *store))
    return fail(FW_E_UNSUPPORTED, fmt::format("the plugin {} shows no images of products", store->settings.plugin));
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto known = still_called(unit->tx(), wish.account); !known) return fail(std::move(known.error()));
  auto row = store_row(unit->tx(), wish.account, wish.store);
  if (!row) return fail(std::move(row.error()));
  const auto now = context.clock.now();
  ImagesAsked answer;
  for (std::int64_t after = 0;;) {
    auto ids = wish.skus.empty() ? ledger::listings_that_fit(unit->tx(), row->id, wish.filter, after, kAskedAtOnce)
                                 : listings_of_wish(unit->tx(), row->id, wish, answer);
    if (!ids) return fail(std::move(ids.error()));
    if (auto ok = ledger::ask_for_images(unit->tx(), row->id, *ids, person.name, now); !ok)
      return fail(std::move(ok.error()));
    answer.asked += static_cast<std::int64_t>(ids->size());
    if (!wish.skus.empty() || static_cast<std::int64_t>(ids->size()) < kAskedAtOnce) break;
    after = ids->back();
  }
  if (answer.asked > 0)
    if (auto ok = unit->enqueue({refresh_images_job(wish.account, wish.store, now)}); !ok)
      return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return answer;
}

}  // namespace fairway::flows
