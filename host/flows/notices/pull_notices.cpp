// What the channel made of what it was told becomes events of the orders that it speaks about.
#include "fairway/json.hpp"
#include "host/flows/cancellation/tell_cancelled.hpp"
#include "host/flows/intake/take_orders.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/privacy/personal.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;

Status take_notices(Context& context, Unit& unit, const StorePlace& place, const std::string& cause,
                    const plugins::Batch& batch) {
  auto rejects = batch.rejects;
  std::vector<Notice> notices;
  std::vector<std::string> ids;
  for (const auto& document : batch.documents) {
    Notice notice;
    if (JsonError error; !read_json(document.body, notice, error)) {
      rejects.push_back({document.body, document.schema, error.pointer, error.message});
      continue;
    }
    ids.push_back(notice.channel_order_id);
    notices.push_back(std::move(notice));
  }
  const auto& store = *place.store;
  auto orders = ledger::orders_by_channel_id(unit.tx(), store.settings.plugin, store.seller_identity, ids);
  if (!orders) return fail(std::move(orders.error()));
  ledger::Ledger ledger(context.clock.now());
  std::vector<CancellationResult> cancellations;
  for (const auto& notice : notices)
    for (auto& order : *orders)
      if (order.channel_order_id == notice.channel_order_id && order.account == place.account->name) {
        auto message = less_personal(notice.message, personal_texts(context.vault, order));
        if (notice.kind == "cancellation-result") cancellations.push_back({&order, notice.severity, std::move(message)});
        else
          ledger.record(order, notice.kind == "acknowledgement-result" ? Event::acknowledgement_result : Event::notice,
                        cause, json::object{{"severity", notice.severity}, {"message", std::move(message)}});
      }
  if (auto ok = take_results(context, unit, ledger, cause, cancellations); !ok) return ok;
  if (auto ok = ledger.flush(unit.tx()); !ok) return ok;
  return set_aside(context, unit, place.account->name, store.nickname, "notices", rejects);
}

}  // namespace

// A cursor that is not empty means that there is more to wait for.
Status pull_notices(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  const auto spec = channel_spec(context.catalogue, *place->account, *place->store, place->store->nickname, "notices");
  StreamSink sink(context, spec.scope, "notices/" + spec.scope, [&](Unit& unit, const plugins::Batch& batch) {
    return take_notices(context, unit, *place, cause_of(work), batch);
  });
  auto cursor = sink.cursor();
  if (!cursor) return fail(std::move(cursor.error()));
  const auto end = context.plugins.channel(spec)->pull({"notices", *cursor, "{}", 0}, sink, call_options(context, work));
  if (!end.status) return fail(end.status.error());

  auto left = sink.cursor();
  if (!left) return fail(std::move(left.error()));
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  ledger::Outcome outcome;
  if (!left->empty()) outcome.again = context.clock.now() + kNoticesAfter;
  if (auto ok = work.settle_all(context, unit->tx(), outcome); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
