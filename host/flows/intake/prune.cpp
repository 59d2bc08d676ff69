// Closed orders past their time lose their document, events and parcels; windows that were proved are forgotten, and files that nobody
// imported.
#include "host/flows/listings/handed_files.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/window.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kKept = std::chrono::hours(24 * 400);  // beyond a year's returns, refunds and reports
constexpr Millis kWindowsKept = std::chrono::hours(24 * 90);
constexpr std::size_t kPrunePage = 500;

}  // namespace

Status prune(Context& context, Work& work) {
  if (auto ok = sweep_files(context); !ok) return ok;
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  auto stripped = ledger::strip_orders(unit->tx(), now - kKept, kPrunePage);
  if (!stripped) return fail(std::move(stripped.error()));
  context.meters.count("orders_pruned_total", static_cast<std::int64_t>(*stripped));
  auto forgotten = ledger::prune_windows(unit->tx(), now - kWindowsKept, kPrunePage, now);
  if (!forgotten) return fail(std::move(forgotten.error()));
  ledger::Outcome outcome;
  if (std::max(*stripped, *forgotten) == kPrunePage) outcome.again = now;
  if (auto ok = work.settle_all(context, unit->tx(), outcome); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
