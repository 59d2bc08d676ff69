#include "host/flows/stock/stock_check.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/config/skus.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/stock/take_stock.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/ledger/available.hpp"

namespace fairway::flows {
namespace {

constexpr const char* kLookup = "stock-lookup";

bool may_ship_it(const std::vector<std::string>& pins, const std::string& who) {
  return pins.empty() || std::find(pins.begin(), pins.end(), who) != pins.end();
}

// Says which SKUs a batch tells a level of, once it is kept.
class Telling final : public plugins::PullSink {
 public:
  Telling(plugins::PullSink& keep, const std::function<void(const std::set<std::string>&)>& told)
      : keep_(keep), told_(told) {}
  Status commit(plugins::Batch batch) override {
    std::set<std::string> skus;
    for (const auto& document : batch.documents) {
      StockLevel level;
      if (document.schema == StockLevel::kSchema && !read_level(document, level)) skus.insert(level.sku);
    }
    auto kept = keep_.commit(std::move(batch));
    if (kept && !skus.empty()) told_(skus);
    return kept;
  }

 private:
  plugins::PullSink& keep_;
  const std::function<void(const std::set<std::string>&)>& told_;
};

}  // namespace

std::vector<StockPlace> stock_places(const config::Account& account, const Catalogue& catalogue, const std::string& sku,
                                     const std::string& store) {
  const auto* item = account.skus ? account.skus->sold_as(store, sku) : nullptr;
  std::vector<StockPlace> places;
  for (const auto* all : {&account.warehouses, &account.fulfilling_stores})
    for (const auto& who : *all) {
      if (item && !may_ship_it(account.skus->fulfilled_by(*item), who.name)) continue;
      places.push_back({&who, item ? std::string(account.skus->shipped_as(who.name, *item)) : sku,
                        catalogue.stream(who.settings.plugin, kLookup) != nullptr});
    }
  return places;
}

Status stock_known(storage::Transaction& tx, const std::vector<StockQuestion*>& all) {
  std::map<std::string, std::set<std::string>> skus;  // by account
  for (const auto* question : all)
    for (const auto& place : question->places) skus[question->account].insert(place.sku);
  std::map<std::tuple<std::string_view, std::string, std::string>, StockKnown> known;  // by account, who ships, and its SKU
  for (const auto& [account, wanted] : skus) {
    auto levels = ledger::available_of(tx, account, wanted);
    if (!levels) return fail(std::move(levels.error()));
    for (auto& level : *levels)
      known[{account, std::move(level.warehouse), std::move(level.sku)}] = {level.available, level.as_of};
  }
  for (auto* question : all)
    for (const auto& place : question->places) {
      const auto found = known.find({question->account, place.who->name, place.sku});
      question->known.push_back(found == known.end() ? StockKnown() : found->second);
    }
  return {};
}

Status ask_stock(Context& context, const StockRequest& request,
                 const std::function<void(const std::set<std::string>&)>& told) {
  const auto* account = context.account(request.account);
  const auto* warehouse = account ? account->fulfiller(request.who) : nullptr;
  if (!warehouse) return fail(FW_E_UNAVAILABLE, request.who + " is not configured any more");
  const auto spec = channel_spec(context.catalogue, *account, *warehouse, kLookup);
  StreamSink keep(context, spec.scope, {}, [&](Unit& unit, const plugins::Batch& batch) {
    return take_stock(context, unit, {account, warehouse}, batch, "a stock check");
  });
  Telling sink(keep, told);
  plugins::CallOptions options;
  options.deadline = request.deadline;
  options.interactive = true;
  options.trace = "stock-check-" + request.who;
  options.cancel = request.given_up;
  const auto asked = to_json(StockLookupParams{request.skus});
  return context.plugins.channel(spec)->pull({kLookup, {}, asked, 0}, sink, options).status;
}

}  // namespace fairway::flows
