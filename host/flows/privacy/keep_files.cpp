// Files that went to a warehouse and came from it tell of people, in the clear: they go when they have had their time. The plugin
// knows them, the host runs the clock and says which orders a file may still be needed for.
#include "host/base/text.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/flows/take_batch.hpp"
#include "host/ledger/redaction.hpp"

namespace fairway::flows {
namespace {

// As the SDK's RetentionRequest reads it.
Result<std::string> retention_request(Context& context, const WarehousePlace& place) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  const auto before = context.clock.now() - place.account->keep_files;
  auto open = ledger::open_references(**tx, place.account->name, place.warehouse->name, before);
  if (!open) return fail(std::move(open.error()));
  return json::serialize(json::object{{"before", format_time(before)}, {"open", json::value_from(*open)}});
}

}  // namespace

Status keep_files(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  auto asked = retention_request(context, *place);
  if (!asked) return fail(std::move(asked.error()));
  const ParcelSource source{place->account, place->warehouse, cause_of(work), kRetentionStream};
  const auto spec = channel_spec(context.catalogue, *place->account, *place->warehouse, source.stream);
  StreamSink sink(context, spec.scope, {},
                  [&](Unit& unit, const plugins::Batch& batch) { return take_batch(context, unit, source, batch); });
  return context.plugins.channel(spec)
      ->pull({source.stream, {}, std::move(*asked), 0}, sink, call_options(context, work))
      .status;
}

}  // namespace fairway::flows
