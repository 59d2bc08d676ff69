// Ship-by times that are near: an event on the order, a finding until it has shipped, a counter for alarms. A late
// shipment rate closes a seller's account.
#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/cancellation/tell_cancelled.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kAlarmBefore = std::chrono::hours(12);
constexpr std::size_t kAlarmPage = 500;

}  // namespace

Status deadlines(Context& context, Work& work) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  auto due = ledger::orders_due(unit->tx(), now + kAlarmBefore, kAlarmPage);
  if (!due) return fail(std::move(due.error()));
  ledger::Ledger ledger(now);
  std::vector<ledger::Finding> findings;
  for (auto& order : *due) {
    order.late_alarm = true;
    const auto text = format_time(*order.ship_by);
    ledger.record(order, ledger::Event::late_alarm, cause_of(work),
                  json::object{{"ship_by", text}, {"state", ledger::text(order.state)}});
    findings.push_back(ledger::order_finding("ship-by", order, order.store,
                                             fmt::format("must ship by {} and is {}", text, ledger::text(order.state))));
  }
  if (auto ok = ledger.flush(unit->tx()); !ok) return ok;
  if (auto ok = ledger::raise(unit->tx(), findings, now); !ok) return ok;
  if (auto ok = note_unverified(context, *unit); !ok) return ok;
  if (auto ok = ledger::resolve_settled(unit->tx(), now); !ok) return ok;  // no alarm any more
  context.meters.count("late_alarms_total", static_cast<std::int64_t>(due->size()));
  const bool more = due->size() == kAlarmPage;
  if (auto ok = work.settle_all(context, unit->tx(), {std::nullopt, more ? std::optional(now) : std::nullopt}); !ok)
    return ok;
  return unit->commit();
}

}  // namespace fairway::flows
