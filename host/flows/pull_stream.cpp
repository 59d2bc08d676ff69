#include "host/flows/pull_stream.hpp"

#include "fairway/json.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/flows/take_batch.hpp"
#include "host/ledger/stock.hpp"

namespace fairway::flows {
namespace {

constexpr std::string_view kFileRefused = "file-rejected";  // of a notice: a part of what the warehouse told is missing

// The levels that came in one pull, as far as they say whether they were all.
class Brought {
 public:
  void add(const plugins::Batch& batch) {
    whole_ = whole_ && batch.rejects.empty();
    for (const auto& document : batch.documents) {
      Notice notice;
      if (read(document, notice)) whole_ = whole_ && notice.kind != kFileRefused;
      StockLevel level;
      if (!read(document, level)) continue;
      locations_.insert(level.location);
      if (level.as_of && (!as_of_ || level.as_of->ms < as_of_->ms)) as_of_ = level.as_of;
    }
  }
  bool is_snapshot() const { return whole_ && !locations_.empty(); }
  // Only of places that it speaks of: another may have a snapshot of its own.
  const std::set<std::string>& locations() const { return locations_; }
  std::optional<Time> as_of() const { return as_of_; }

 private:
  template <class T>
  bool read(const plugins::Document& document, T& into) {
    if (document.schema != T::kSchema) return false;
    JsonError error;
    const bool readable = read_json(document.body, into, error);
    whole_ = whole_ && readable;
    return readable;
  }

  std::set<std::string> locations_;
  std::optional<Time> as_of_;  // of the oldest
  bool whole_ = true;          // nothing of it was refused or set aside
};

Status take_missing_as_zero(Context& context, const ParcelSource& source, const Brought& brought, Instant began) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto& account = source.account->name;
  const auto& warehouse = source.warehouse->name;
  auto missing = ledger::untold_as_zero(unit->tx(), account, warehouse, brought.locations(), began);
  if (!missing) return fail(std::move(missing.error()));
  for (auto& level : *missing) level.as_of = brought.as_of();
  const auto cause = source.cause + ", missing from a whole snapshot";
  if (auto ok = ledger::keep_levels(unit->tx(), account, warehouse, *missing, cause, context.clock.now()); !ok) return ok;
  return unit->commit();
}

}  // namespace

Status pull_stream(Context& context, Work& work, const std::string& stream) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  const ParcelSource source{place->account, place->warehouse, cause_of(work), stream};
  const auto spec = channel_spec(context.catalogue, *place->account, *place->warehouse, stream);
  const auto began = context.clock.now();
  Brought brought;
  StreamSink sink(context, spec.scope, stream + "/" + spec.scope, [&](Unit& unit, const plugins::Batch& batch) {
    if (place->warehouse->missing_is_zero) brought.add(batch);
    return take_batch(context, unit, source, batch);
  });
  const auto before = sink.cursor();
  if (!before) return fail(before.error());
  auto pulled = context.plugins.channel(spec)->pull({stream, *before, "{}", 0}, sink, call_options(context, work)).status;
  if (!pulled || !brought.is_snapshot()) return pulled;
  const auto after = sink.cursor();
  if (!after) return fail(after.error());
  // A pull that another one began, which left its cursor in the middle, tells the rest only.
  const bool only_the_rest = !before->empty() && after->empty();
  return only_the_rest ? Status() : take_missing_as_zero(context, source, brought, began);
}

}  // namespace fairway::flows
