#include "host/flows/cancel_fulfilments.hpp"

#include <fmt/format.h>

#include "fairway/documents/fulfilment.hpp"
#include "fairway/json.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/fulfilment.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;

plugins::PushItem question(const Fulfilment& fulfilment, bool maybe_sent) {
  Cancellation ask;
  ask.reference = fulfilment.reference;
  ask.fulfilment_id = fulfilment.remote_id;
  ask.reason = "cancelled";
  return {{std::string(Cancellation::kSchema), fulfilment.reference + "/cancel", to_json(ask)}, maybe_sent};
}

ledger::Outcome record_answer(const std::string& cause, OrderBook& book, Fulfilment& fulfilment, const Status& status) {
  auto& order = *book.order(fulfilment.order_id);
  if (status) {
    fulfilment.state = FulfilmentState::cancelled;
    book.ledger().record(order, Event::cancelled, cause, json::object{{"warehouse", fulfilment.warehouse}});
    return {};
  }
  if (status.error().code != FW_E_REJECTED) return again_later(status.error());
  book.ledger().record(order, Event::cancellation_refused, cause,
                       json::object{{"warehouse", fulfilment.warehouse}, {"message", status.error().message}});
  return {};
}

}  // namespace

Status ask_to_cancel(Context& context, Unit& unit, const std::vector<ledger::OrderRow*>& orders) {
  std::vector<std::int64_t> ids;
  for (const auto* order : orders) ids.push_back(order->id);
  if (ids.empty()) return {};
  auto fulfilments = ledger::fulfilments_of(unit.tx(), ids);
  if (!fulfilments) return fail(std::move(fulfilments.error()));
  std::vector<ledger::NewJob> jobs;
  for (const auto& f : *fulfilments)
    if (f.state == FulfilmentState::submitted) jobs.push_back(cancel_job(f, context.clock.now()));
  return unit.enqueue(jobs);
}

// Asks the warehouse for each fulfilment order in hand; granted, the order is cancelled; refused, it goes on and says so.
Status cancel_fulfilments(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  auto in_hand = load_fulfilments(context, work);
  if (!in_hand) return fail(std::move(in_hand.error()));

  std::vector<plugins::PushItem> items;
  for (std::size_t i = 0; i < work.jobs().size(); ++i)
    items.push_back(question(in_hand->fulfilments[i], work.jobs()[i].tries > 1));
  auto pushed =
      push(context, work, channel_spec(context.catalogue, *place->account, *place->warehouse, Cancellation::kSchema), items);

  return with_orders(context, work, in_hand->order_ids(), pushed,
                     [&](Unit& unit, OrderBook& book) -> Result<std::vector<ledger::Outcome>> {
                       std::vector<ledger::Outcome> outcomes;
                       for (std::size_t i = 0; i < items.size(); ++i) {
                         auto& fulfilment = in_hand->fulfilments[i];
                         outcomes.push_back(record_answer(cause_of(work, i), book, fulfilment, pushed.of(i).status));
                       }
                       if (auto ok = ledger::update(unit.tx(), in_hand->fulfilments); !ok)
                         return fail(std::move(ok.error()));
                       return outcomes;
                     });
}

}  // namespace fairway::flows
