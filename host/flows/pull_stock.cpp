// Stock levels come from the warehouse, by polling or by webhook.
#include "fairway/json.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/flows/take_orders.hpp"
#include "host/flows/take_batch.hpp"
#include "host/flows/take_stock.hpp"
#include "host/ledger/stock.hpp"

namespace fairway::flows {
namespace {

// Orders may be held because the store that ships had too little.
Status judge_held_again(Context& context, Unit& unit, const std::string& account) {
  auto any = ledger::any_in_state(unit.tx(), account, ledger::State::held, 0);
  if (!any) return fail(std::move(any.error()));
  return *any ? unit.enqueue({remap_job(account, context.clock.now())}) : Status();
}

}  // namespace

Status take_stock(Context& context, Unit& unit, const WarehousePlace& place, const plugins::Batch& batch) {
  auto rejects = batch.rejects;
  std::vector<StockLevel> levels;
  for (const auto& document : batch.documents) {
    if (document.schema != StockLevel::kSchema) continue;
    StockLevel level;
    if (JsonError error; !read_json(document.body, level, error))
      rejects.push_back({document.body, document.schema, error.pointer, error.message});
    else levels.push_back(std::move(level));
  }
  const auto& account = place.account->name;
  if (auto ok = ledger::keep_levels(unit.tx(), account, place.warehouse->name, levels, context.clock.now()); !ok) return ok;
  if (place.warehouse->of_store && !levels.empty())
    if (auto ok = judge_held_again(context, unit, account); !ok) return ok;
  return set_aside(context, unit, account, place.warehouse->name, "stock", rejects);
}

Status pull_stock(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  const ParcelSource source{place->account, place->warehouse, cause_of(work), "stock"};
  return pull_stream(context, work, *place, source.stream,
                     [&](Unit& unit, const plugins::Batch& batch) { return take_batch(context, unit, source, batch); });
}

}  // namespace fairway::flows
