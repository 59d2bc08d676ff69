#include "host/flows/acting.hpp"

#include <fmt/format.h>

#include "host/flows/jobs.hpp"
#include "host/flows/routing/parts.hpp"

namespace fairway::flows {

std::string by(const Person& person) { return "by " + person.name; }

tl::unexpected<Failure> not_in(const ledger::OrderRow& order, std::string_view verb) {
  return fail(FW_E_REJECTED, fmt::format("an order that is {} cannot be {}", ledger::text(order.state), verb));
}

Status on_order(Context& context, const std::string& account, std::int64_t id, const Act& act) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  OrderBook book(context.clock.now());
  if (auto ok = book.load(unit->tx(), {id}); !ok) return ok;
  auto* order = book.order(id);
  if (!order || order->account != account) return fail(FW_E_INVALID, fmt::format("no order {} in account {}", id, account));
  auto jobs = act(*unit, book, *order);
  if (!jobs) return fail(std::move(jobs.error()));
  if (auto ok = book.ledger().flush(unit->tx()); !ok) return ok;
  if (auto ok = unit->enqueue(*jobs); !ok) return ok;
  return unit->commit();
}

Result<std::vector<ledger::Fulfilment>> forget_refusals(Unit& unit, const ledger::OrderRow& order) {
  using ledger::FulfilmentState;
  auto parts = ledger::fulfilments_of(unit.tx(), {order.id});
  if (!parts) return fail(std::move(parts.error()));
  for (auto& part : *parts)
    if (part.state == FulfilmentState::refused && !taken_over(part, *parts)) part.state = FulfilmentState::routed;
  if (auto ok = ledger::update(unit.tx(), *parts); !ok) return fail(std::move(ok.error()));
  std::erase_if(*parts, [](const auto& part) {
    return part.state != FulfilmentState::routed && part.state != FulfilmentState::sending;
  });
  return parts;
}

bool under_way(ledger::State state) {
  using ledger::State;
  return state == State::routed || state == State::submitted || state == State::acknowledged ||
         state == State::partially_shipped;
}

Result<std::vector<ledger::NewJob>> follow_up(Context& context, Unit& unit, const ledger::OrderRow& order) {
  const auto now = context.clock.now();
  std::vector<ledger::NewJob> jobs;
  if (order.state == ledger::State::received || order.state == ledger::State::needs_mapping)
    jobs.push_back(remap_job(order.account, now));
  if (under_way(order.state)) {
    auto fulfilments = ledger::fulfilments_of(unit.tx(), {order.id});
    if (!fulfilments) return fail(std::move(fulfilments.error()));
    for (const auto& f : *fulfilments)
      if (f.state == ledger::FulfilmentState::routed || f.state == ledger::FulfilmentState::sending)
        jobs.push_back(submit_job(f, now));
  }
  return jobs;
}

}  // namespace fairway::flows
