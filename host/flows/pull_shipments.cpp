// Parcels come from the warehouse by polling; a webhook brings them sooner (hook.cpp).
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/flows/take_batch.hpp"

namespace fairway::flows {

Status pull_shipments(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  const ParcelSource source{place->account, place->warehouse, cause_of(work), "shipments"};
  return pull_stream(context, work, *place, source.stream,
                     [&](Unit& unit, const plugins::Batch& batch) { return take_batch(context, unit, source, batch); });
}

Status pull_stream(Context& context, Work& work, const WarehousePlace& place, const std::string& stream,
                   const StreamSink::Take& take) {
  const auto spec = channel_spec(context.catalogue, *place.account, *place.warehouse, stream);
  StreamSink sink(context, spec.scope, stream + "/" + spec.scope, take);
  auto cursor = sink.cursor();
  if (!cursor) return fail(std::move(cursor.error()));
  return context.plugins.channel(spec)->pull({stream, *cursor, "{}", 0}, sink, call_options(context, work)).status;
}

}  // namespace fairway::flows
