#include "host/api/coverage.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

#include "host/api/csv.hpp"
#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/config/skus.hpp"
#include "host/flows/listings/listing_verbs.hpp"
#include "host/ledger/coverage.hpp"
#include "host/ledger/listing.hpp"

namespace fairway::api {
namespace {

using ledger::ListingState;

constexpr std::int64_t kSkusAtOnce = 1000, kShownSkus = 100;
constexpr int kMostBatches = 50;  // that one page looks through where few are in the state asked for

// Of several listings of one item the first of these counts.
constexpr std::array kByWeight{ListingState::active,      ListingState::paused, ListingState::linked,
                               ListingState::broken_link, ListingState::closed, ListingState::unlinked};

std::size_t weight_of(ListingState state) {
  return static_cast<std::size_t>(std::find(kByWeight.begin(), kByWeight.end(), state) - kByWeight.begin());
}

struct Covered {
  std::string sku, item, title, listing;  // listing: the SKU at the store
  std::string state = "not-listed";
  std::string place{};  // where it stands, for after()
};

class Coverage {
 public:
  Coverage(std::shared_ptr<const config::Account> account, std::string name, std::int64_t store, std::string warehouse)
      : account_(std::move(account)), name_(std::move(name)), store_(store), warehouse_(std::move(warehouse)) {
    if (warehouse_.empty() || !account_ || !account_->skus) return;
    for (const auto& item : account_->skus->items())
      item_of_.emplace(account_->skus->shipped_as(warehouse_, item), item.sku);
  }

  // Of after(): SKUs stand where the row that they are read from does. Empty: before the first.
  bool is_place(const std::string& text) const { return !warehouse_.empty() || text.empty() || number(text); }

  // The SKUs after that place; fewer than asked for: those were the last.
  Result<std::vector<Covered>> after(storage::Transaction& tx, const std::string& place, std::int64_t limit) const {
    auto skus = warehouse_.empty() ? ledger::catalogue_after(tx, name_, number(place).value_or(0), limit)
                                   : ledger::warehouse_after(tx, name_, warehouse_, place, limit);
    if (!skus) return fail(std::move(skus.error()));
    std::vector<Covered> rows;
    std::vector<std::string> wanted;
    for (auto& one : *skus) {
      const auto mapped = item_of_.find(one.sku);
      rows.push_back({one.sku, mapped == item_of_.end() ? one.sku : std::string(mapped->second), std::move(one.title), {}});
      rows.back().place = warehouse_.empty() ? fmt::format("{}", one.id) : one.sku;
      wanted.push_back(rows.back().item);
    }
    auto items = ledger::items_by_sku(tx, name_, wanted);
    if (!items) return fail(std::move(items.error()));
    if (auto ok = look_at_listings(tx, *items, rows); !ok) return fail(std::move(ok.error()));
    return rows;
  }

 private:
  Status look_at_listings(storage::Transaction& tx, const ledger::ItemsBySku& items, std::vector<Covered>& rows) const {
    std::vector<std::int64_t> ids;
    for (const auto& [sku, item] : items) ids.push_back(item.id);
    auto listings = ledger::listings_of_items(tx, ids);
    if (!listings) return fail(std::move(listings.error()));
    std::unordered_map<std::int64_t, const ledger::ListingRow*> best;
    for (const auto& listing : *listings) {
      if (listing.store_id != store_) continue;
      auto& held = best[listing.item_id];
      if (!held || weight_of(listing.state) < weight_of(held->state)) held = &listing;
    }
    for (auto& row : rows) {
      const auto item = items.find(row.item);
      if (item == items.end()) continue;
      const auto found = best.find(item->second.id);
      if (found == best.end()) continue;
      row.listing = found->second->shown.sku;
      row.state = found->second->state == ListingState::active ? "live" : std::string(ledger::text(found->second->state));
      if (row.title.empty()) row.title = found->second->shown.title;
    }
    return {};
  }

  std::shared_ptr<const config::Account> account_;  // holds the table of SKUs
  std::string name_;
  std::int64_t store_;
  std::string warehouse_;
  std::unordered_map<std::string_view, std::string_view> item_of_;  // by the warehouse's SKU
};

Result<std::shared_ptr<Coverage>> coverage_of(engine::Engine& engine, const Request& request) {
  auto tx = engine.db().read();
  if (!tx) return fail(std::move(tx.error()));
  const auto& name = request.at("account");
  auto store = flows::store_row(**tx, name, request.at("store"));
  if (!store) return fail(std::move(store.error()));
  const auto snapshot = engine.snapshot();
  const auto found = snapshot->accounts.find(name);
  const auto account = found == snapshot->accounts.end() ? nullptr : found->second;
  const auto warehouse = request.ask("warehouse").value_or("");
  if (!warehouse.empty() && account && !account->fulfiller(warehouse))
    return fail(FW_E_INVALID, fmt::format("no warehouse {} in account {}", printable(warehouse, 80), name));
  return std::make_shared<Coverage>(account, name, store->id, warehouse);
}

json::object covered_json(const Covered& row) {
  return {{"sku", row.sku}, {"item", row.item}, {"state", row.state}, {"listing", row.listing}, {"title", row.title}};
}

// The next rows in the state asked for; `from` moves on, empty: there are no more.
Result<json::array> page_of(storage::Transaction& tx, const Coverage& coverage, const std::optional<std::string>& state,
                            std::int64_t limit, std::optional<std::string>& from) {
  json::array items;
  for (int batch = 0; batch < kMostBatches && from; ++batch) {
    auto rows = coverage.after(tx, *from, kSkusAtOnce);
    if (!rows) return fail(std::move(rows.error()));
    const bool last = std::ssize(*rows) < kSkusAtOnce;
    for (const auto& row : *rows) {
      if (std::ssize(items) == limit) return items;  // `from` is the last that was looked at
      from = row.place;
      if (!state || row.state == *state) items.push_back(covered_json(row));
    }
    if (last) from.reset();
  }
  return items;
}

Result<std::string> csv_chunk(storage::Database& db, const Coverage& coverage, const std::optional<std::string>& state,
                              std::string& from) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  std::string text;
  while (text.empty()) {
    auto rows = coverage.after(**tx, from, kSkusAtOnce);
    if (!rows) return fail(std::move(rows.error()));
    if (rows->empty()) return text;
    for (const auto& row : *rows) {
      if (state && row.state != *state) continue;
      for (const auto* field : {&row.sku, &row.item, &row.state, &row.listing}) append_csv(text, *field), text += ',';
      append_csv(text, row.title), text += "\r\n";
    }
    from = rows->back().place;
  }
  return text;
}

}  // namespace

Response show_coverage(engine::Engine& engine, const Request& request) {
  const auto limit = number(request.ask("limit").value_or(fmt::format("{}", kShownSkus)));
  if (!limit || *limit < 1 || *limit > kSkusAtOnce)
    return problem(400, "Bad request", fmt::format("limit is a number from 1 to {}", kSkusAtOnce));
  const auto coverage = coverage_of(engine, request);
  if (!coverage) return problem(coverage.error());
  std::optional<std::string> from = request.ask("cursor").value_or("");
  if (!(*coverage)->is_place(*from)) return problem(400, "Bad request", "cursor: `next` of the page before");
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  auto items = page_of(**tx, **coverage, request.ask("state"), *limit, from);
  if (!items) return problem(items.error());
  return ok(json::object{{"items", std::move(*items)}, {"next", from ? json::value(*from) : json::value()}});
}

Response coverage_csv(engine::Engine& engine, const Request& request) {
  const auto coverage = coverage_of(engine, request);
  if (!coverage) return problem(coverage.error());
  Response answer{200, "sku,item,state,listing,title\r\n", "text/csv; charset=utf-8", {}};
  answer.headers["Content-Disposition"] = "attachment; filename=\"coverage.csv\"";
  answer.more = [&db = engine.db(), coverage = *coverage, state = request.ask("state"), from = std::string()]() mutable {
    return csv_chunk(db, *coverage, state, from);
  };
  return answer;
}

}  // namespace fairway::api
