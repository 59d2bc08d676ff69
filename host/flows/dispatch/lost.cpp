#include "host/flows/dispatch/lost.hpp"

#include <fmt/format.h>

#include "host/flows/dispatch/resubmit.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/routing/parts.hpp"

namespace fairway::flows {

Status count_as_lost(Context& context, Unit& unit, OrderBook& book, const ledger::OrderRow& order, const Person& person) {
  const auto* account = context.account(order.account);
  if (!account) return fail(FW_E_REJECTED, fmt::format("account {} is not configured", order.account));
  auto parts = ledger::fulfilments_of(unit.tx(), {order.id});
  if (!parts) return fail(std::move(parts.error()));
  auto parcels = ledger::shipments_of(unit.tx(), {order.id});
  if (!parcels) return fail(std::move(parcels.error()));
  std::vector<CancelledPart> lost;
  for (auto& part : *parts) {
    if (part.state != ledger::FulfilmentState::cancelling) continue;
    const auto sending = ledger::is_running(unit.tx(), submit_job(part, {}).key);
    if (!sending) return fail(sending.error());
    if (*sending) return fail(FW_E_REJECTED, fmt::format("part {} is being sent now; ask again", part.reference));
    auto ended = end_part(part, *parcels);
    lost.push_back({std::move(ended), by(person), {{"warehouse", part.warehouse}, {"lost", true}}});
  }
  if (auto ok = ledger::update(unit.tx(), *parts); !ok) return ok;
  return record_given_back(context, unit, *account, book, lost);
}

}  // namespace fairway::flows
