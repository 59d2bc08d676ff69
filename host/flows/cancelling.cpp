#include "host/flows/cancelling.hpp"

#include <fmt/format.h>

#include "fairway/documents/fulfilment.hpp"
#include "fairway/json.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/fulfilment.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;

plugins::PushItem question(const Fulfilment& fulfilment, bool maybe_sent) {
  Cancellation ask;
  ask.reference = fulfilment.reference;
  ask.fulfilment_id = fulfilment.remote_id;
  ask.reason = "cancelled";
  return {{std::string(Cancellation::kSchema), fulfilment.reference + "/cancel", to_json(ask)}, maybe_sent};
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
    if (f.state == "submitted")
      jobs.push_back(
          {{f.account, "cancel", f.warehouse}, fmt::format("cancel/{}", f.id), f.id, {}, context.clock.now(), std::nullopt});
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
  auto channel =
      context.plugins.channel(channel_spec(context.catalogue, *place->account, *place->warehouse, Cancellation::kSchema));
  const auto pushed = channel->push(items, call_options(context, work));

  return with_orders(
      context, work, in_hand->order_ids(), [&](Unit& unit, OrderBook& book) -> Result<std::vector<ledger::Outcome>> {
        std::vector<ledger::Outcome> outcomes(items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
          auto& fulfilment = in_hand->fulfilments[i];
          auto* order = book.order(fulfilment.order_id);
          const auto& status = pushed.results[i].status;
          const auto data = json::serialize(
              json::object{{"warehouse", fulfilment.warehouse}, {"message", status ? "" : status.error().message}});
          if (status) {
            fulfilment.state = "cancelled";
            book.ledger().record(*order, Event::cancelled, cause_of(work, i), data);
          } else if (status.error().code == FW_E_REJECTED) {
            book.ledger().record(*order, Event::cancellation_refused, cause_of(work, i), data);
          } else {
            outcomes[i].failure = status.error();
          }
        }
        if (auto ok = ledger::update(unit.tx(), in_hand->fulfilments); !ok) return fail(std::move(ok.error()));
        return outcomes;
      });
}

}  // namespace fairway::flows
