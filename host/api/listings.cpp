#include "host/api/listings.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/api/listing_changes.hpp"
#include "host/api/listing_files.hpp"
#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/flows/listings/change_verbs.hpp"
#include "host/flows/listings/export_listings.hpp"
#include "host/flows/listings/listing_verbs.hpp"
#include "host/ledger/catalogue_keys.hpp"
#include "host/ledger/store.hpp"

namespace fairway::api {
namespace {

using storage::Rows;
using storage::Value;

constexpr std::int64_t kDefaultListings = 100, kMostListings = 1000;
constexpr const char* kSelectListing =
    "SELECT listing.sku, catalogue_item.sku, state, back_to, listing_id, listing.product_id, listing.title, listing.price, "
    "listing.currency, "
    "quantity, pending_quantity, hidden, opened_at, shipping_template, fulfilled_by, ships, observed_at, barcode, family, "
    "parent, listing.condition, condition_note, category, listing.description, listing.images, "
    "coalesce((SELECT w.hidden FROM listing_want w WHERE w.listing_id = listing.id), 0), listing.id, "
    "coalesce((SELECT w.activated FROM listing_want w WHERE w.listing_id = listing.id), listing.created_import IS NOT NULL) "
    "FROM listing JOIN "
    "catalogue_item ON catalogue_item.id = item_id";

json::value integer_or_null(const Rows& rows, std::size_t i, std::size_t column) {
  const auto value = rows.maybe_integer(i, column);
  return value ? json::value(*value) : json::value();
}

json::object listing_json(const Rows& rows, std::size_t i, const std::string& store) {
  const auto& ships = rows.text(i, 15);
  return {{"store", store},
          {"sku", rows.text(i, 0)},
          {"item", rows.text(i, 1)},
          {"state", rows.text(i, 2)},
          {"back_to", rows.text(i, 3)},
          {"listing_id", rows.text(i, 4)},
          {"product_id", rows.text(i, 5)},
          {"title", rows.text(i, 6)},
          {"price", rows.text(i, 7)},
          {"currency", rows.text(i, 8)},
          {"quantity", integer_or_null(rows, i, 9)},
          {"pending_quantity", integer_or_null(rows, i, 10)},
          {"hidden", rows.integer(i, 11) != 0},
          {"hidden_here", rows.integer(i, 25) != 0},
          {"activated", rows.integer(i, 27) != 0},
          {"opened_at", time_or_null(rows, i, 12)},
          {"shipping_template", rows.text(i, 13)},
          {"fulfilled_by", ships.empty() ? rows.text(i, 14) : ships},
          {"fulfilled_by_channel", rows.text(i, 14)},
          {"observed_at", rows.integer(i, 16) == 0 ? json::value() : json::value(time_text(rows.integer(i, 16)))},
          {"barcode", rows.text(i, 17)},
          {"parent_sku", rows.text(i, 18)},
          {"parent", rows.integer(i, 19) != 0},
          {"condition", rows.text(i, 20)}};
}

// The stores of an account in the order of their rows, and where in which of them a page begins.
struct Place {
  std::int64_t store = 0;
  std::int64_t after = 0;  // the listing of this row
};

std::optional<Place> place_of(const std::string& cursor) {
  const auto colon = cursor.find(':');
  const auto store = number(cursor.substr(0, colon));
  const auto after = colon == std::string::npos ? std::nullopt : number(cursor.substr(colon + 1));
  if (!store || !after) return std::nullopt;
  return Place{*store, *after};
}

// One store's listings from a row on.
Result<Rows> listings_after(storage::Transaction& tx, const Request& request, const Place& place, std::int64_t limit) {
  std::string sql = std::string(kSelectListing) + " WHERE store_id = ? AND listing.id > ?";
  std::vector<Value> values{place.store, place.after};
  const auto filter = [&](const char* name, const char* condition) {
    if (const auto wanted = request.ask(name)) sql += condition, values.emplace_back(*wanted);
  };
  filter("state", " AND state = ?");
  if (const auto product = request.ask("product_id")) {
    const auto ids = ledger::ids_by_key(tx, ledger::KeyKind::listing_product, place.store, {*product});
    if (!ids) return fail(ids.error());
    sql += fmt::format(" AND listing.id IN (0, {}) AND listing.product_id <> '' AND listing.product_id = ?",
                       ids->empty() ? "0" : fmt::format("{}", fmt::join(*ids, ", ")));
    values.emplace_back(*product);
  }
  filter("fulfilled_by", " AND CASE ships WHEN '' THEN fulfilled_by ELSE ships END = ?");
  filter("issue", " AND EXISTS (SELECT 1 FROM listing_issue s WHERE s.listing_id = listing.id AND s.code = ?)");
  values.emplace_back(limit);
  return tx.query(sql + " ORDER BY listing.id LIMIT ?", values);
}

Result<std::vector<ledger::StoreRow>> stores_asked(storage::Transaction& tx, const Request& request) {
  auto stores = ledger::stores_of(tx, request.at("account"));
  if (!stores) return stores;
  if (const auto wanted = request.ask("store"))
    std::erase_if(*stores, [&](const auto& store) { return store.nickname != *wanted; });
  std::sort(stores->begin(), stores->end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return stores;
}

}  // namespace

Response list_listings(engine::Engine& engine, const Request& request) {
  const auto limit = number(request.ask("limit").value_or(fmt::format("{}", kDefaultListings)));
  if (!limit || *limit < 1 || *limit > kMostListings)
    return problem(400, "Bad request", fmt::format("limit is a number from 1 to {}", kMostListings));
  const auto cursor = request.ask("cursor");
  const auto from = cursor ? place_of(*cursor) : std::optional(Place{});
  if (!from) return problem(400, "Bad request", "this cursor was not given out here");
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto stores = stores_asked(**tx, request);
  if (!stores) return problem(stores.error());
  json::array items;
  Place last;
  bool more = false;
  for (const auto& store : *stores) {
    if (store.id < from->store || more) continue;
    const auto left = *limit - static_cast<std::int64_t>(items.size());
    auto rows = listings_after(**tx, request, {store.id, store.id == from->store ? from->after : 0}, left + 1);
    if (!rows) return problem(rows.error());
    more = rows->size() > static_cast<std::size_t>(left);
    for (std::size_t i = 0; i < rows->size() && static_cast<std::int64_t>(items.size()) < *limit; ++i) {
      items.push_back(listing_json(*rows, i, store.nickname));
      last = {store.id, rows->integer(i, 26)};
    }
  }
  return ok(json::object{{"items", std::move(items)},
                         {"next", more ? json::value(fmt::format("{}:{}", last.store, last.after)) : json::value()}});
}

Response show_listing(engine::Engine& engine, const Request& request) {
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto stores = ledger::stores_of(**tx, request.at("account"));
  if (!stores) return problem(stores.error());
  for (const auto& store : *stores) {
    if (store.nickname != request.at("store")) continue;
    const auto found = ledger::listings_by_sku(**tx, store.id, {request.at("sku")});
    if (!found) return problem(found.error());
    if (found->empty()) break;
    auto rows = (*tx)->query(std::string(kSelectListing) + " WHERE listing.id = ?", {found->begin()->second.id});
    if (!rows) return problem(rows.error());
    if (rows->empty()) break;
    auto shown = listing_json(*rows, 0, store.nickname);
    shown["condition_note"] = rows->text(0, 21);
    shown["category"] = rows->text(0, 22);
    shown["description"] = rows->text(0, 23);
    shown["images"] = parse_json(rows->text(0, 24)).value_or(json::array());
    if (auto ok = add_channel_side(**tx, rows->integer(0, 26), shown); !ok) return problem(ok.error());
    if (auto ok = add_images_asked(**tx, rows->integer(0, 26), shown); !ok) return problem(ok.error());
    return ok(std::move(shown));
  }
  return problem(404, "Not found",
                 fmt::format("store {} has no listing {}", request.at("store"), printable(request.at("sku"), 80)));
}

Response act_on_listing(engine::Engine& engine, const Request& request) {
  const auto verb = request.verb();
  const flows::ListingName name{request.at("account"), request.at("store"), request.at("sku")};
  auto context = engine.context();
  if (verb == "remove") {
    const auto done = flows::remove_listing(context, name);
    return done ? ok(json::object{{"store", name.store}, {"sku", name.sku}, {"removed", true}}) : problem(done.error());
  }
  if (verb == "look") {
    const auto asked = flows::look_at_listing(context, name.account, name.store, name.sku);
    return asked ? show_listing(engine, request) : problem(asked.error());
  }
  const auto act = [&]() -> Status {
    const auto by = request.said("by");
    if (verb == "ships") return flows::set_ships(context, name, by == "channel" ? "" : by);
    if (verb == "link") return flows::link_listing(context, name);
    if (verb == "unlink") return flows::unlink_listing(context, name);
    if (verb == "relink") return flows::relink_listing(context, name);
    return flows::pause_listing(context, name, verb == "pause");
  };
  const auto done = act();
  return done ? show_listing(engine, request) : problem(done.error());
}

Response unpause_store(engine::Engine& engine, const Request& request) {
  auto context = engine.context();
  const auto count = flows::unpause_listings(context, request.at("account"), request.at("store"));
  return count ? ok(json::object{{"store", request.at("store")}, {"unpaused", *count}}) : problem(count.error());
}

Response download_listings(engine::Engine& engine, const Request& request) {
  const auto &account = request.at("account"), &store = request.at("store");
  auto context = engine.context();
  auto first = flows::export_listings(context, account, store);
  if (!first) return problem(first.error());
  Response answer{200, first->header + first->text, "text/tab-separated-values; charset=utf-8", {}};
  answer.headers["Content-Disposition"] = fmt::format("attachment; filename=\"listings-{}-{}.txt\"", account, store);
  answer.more = [&engine, account, store, last = first->last]() mutable -> Result<std::string> {
    if (last == 0) return std::string();
    auto later = engine.context();
    auto page = flows::export_listings(later, account, store, last);
    if (!page) return fail(std::move(page.error()));
    last = page->last;
    return std::move(page->text);
  };
  return answer;
}

}  // namespace fairway::api
