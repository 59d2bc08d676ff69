// Routed orders go to their warehouse. The reference is the idempotency key: stored before the first send and the same on
// every retry, so an unknown outcome is looked up by it and never becomes a second order.
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/judge.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::State;

constexpr std::size_t kPoNumberLimit = 22;  // X12 940 W05-03 and the usual REST forms

FulfilmentOrder fulfilment_order(const config::Account& account, const Fulfilment& fulfilment, const Order& order) {
  FulfilmentOrder out;
  out.reference = fulfilment.reference;
  if (order.channel_order_id.size() <= kPoNumberLimit) out.po_number = order.channel_order_id;
  out.channel_order_id = order.channel_order_id;
  out.store = order.store;
  out.service = fulfilment.service;
  out.ship_by = order.ship_by;
  out.deliver_by = order.deliver_by;
  out.ship_to = order.ship_to;
  out.company = account.company;
  for (const auto& line : fulfilment.lines) {
    FulfilmentLine sent{line.line_id, line.sku, {}, line.quantity};
    for (const auto& known : order.lines)
      if (known.id == line.line_id) {
        sent.title = known.title;
        if (!known.gift_message.empty()) out.gift_message = known.gift_message;
      }
    out.lines.push_back(std::move(sent));
  }
  return out;
}

// The jobs of the batch that may be sent, with their documents; the others end or wait, each for its reason.
struct Parcels {
  std::vector<plugins::PushItem> items;
  std::vector<std::size_t> job;           // of each item
  std::vector<ledger::Outcome> outcomes;  // of each job, before the push
};

Result<Parcels> prepare(Context& context, const Work& work, const config::Account& account, const InHand& in_hand) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  OrderBook book(context.clock.now());
  if (auto ok = book.load(**tx, in_hand.order_ids()); !ok) return fail(std::move(ok.error()));
  Parcels parcels;
  parcels.outcomes.resize(work.jobs().size());
  for (std::size_t i = 0; i < work.jobs().size(); ++i) {
    const auto& fulfilment = in_hand.fulfilments[i];
    const auto* row = book.order(fulfilment.order_id);
    if (!row || row->state != State::routed || fulfilment.state != "routed")
      continue;  // held, cancelled or sent meanwhile: this job is over
    auto order = whole_order(context.vault, *row);
    if (!order) {
      parcels.outcomes[i] = again_later(order.error());
      continue;
    }
    parcels.items.push_back({{std::string(FulfilmentOrder::kSchema), fulfilment.reference,
                              to_json(fulfilment_order(account, fulfilment, *order))},
                             work.jobs()[i].tries > 1});
    parcels.job.push_back(i);
  }
  return parcels;
}

// What the warehouse answered for one fulfilment order, on the order and its ledger.
ledger::Outcome note(Context& context, const Work& work, std::size_t job, OrderBook& book, Fulfilment& fulfilment,
                     const plugins::PushResult& result, bool channel_wants_ack) {
  auto* order = book.order(fulfilment.order_id);
  const auto& status = result.status;
  if (status) {
    fulfilment.state = "submitted";
    fulfilment.remote_id = result.remote_id;
    fulfilment.submitted_at = context.clock.now();
    if (channel_wants_ack && order->ack == ledger::AckState::none) order->ack = ledger::AckState::due;
    book.ledger().record(
        *order, Event::submitted, cause_of(work, job),
        json::serialize(json::object{
            {"warehouse", fulfilment.warehouse}, {"reference", fulfilment.reference}, {"id", result.remote_id}}));
    return {};
  }
  if (status.error().code != FW_E_REJECTED) return again_later(status.error());
  fulfilment.state = "refused";
  order->reason = status.error().message;
  book.ledger().record(
      *order, Event::refused, cause_of(work, job),
      json::serialize(json::object{
          {"warehouse", fulfilment.warehouse}, {"message", status.error().message}, {"pointer", status.error().pointer}}));
  return {};
}

bool wants_ack(const Context& context, const config::Account& account, const ledger::OrderRow& order) {
  const auto* store = account.store(order.store);
  return store && context.catalogue.push(store->settings.plugin, OrderAck::kSchema);
}

}  // namespace

Status submit(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  auto in_hand = load_fulfilments(context, work);
  if (!in_hand) return fail(std::move(in_hand.error()));
  auto parcels = prepare(context, work, *place->account, *in_hand);
  if (!parcels) return fail(std::move(parcels.error()));

  plugins::PushEnd pushed;
  if (!parcels->items.empty()) {
    auto channel = context.plugins.channel(
        channel_spec(context.catalogue, *place->account, *place->warehouse, FulfilmentOrder::kSchema));
    pushed = channel->push(parcels->items, call_options(context, work));
  }

  return with_orders(
      context, work, in_hand->order_ids(), [&](Unit& unit, OrderBook& book) -> Result<std::vector<ledger::Outcome>> {
        auto outcomes = parcels->outcomes;
        std::vector<Fulfilment> changed;
        std::set<std::string> stores;
        for (std::size_t i = 0; i < parcels->items.size(); ++i) {
          auto& fulfilment = in_hand->fulfilments[parcels->job[i]];
          auto* order = book.order(fulfilment.order_id);
          outcomes[parcels->job[i]] = note(context, work, parcels->job[i], book, fulfilment, pushed.results[i],
                                           wants_ack(context, *place->account, *order));
          changed.push_back(fulfilment);
          if (order->ack == ledger::AckState::due) stores.insert(order->store);
        }
        if (auto ok = ledger::update(unit.tx(), changed); !ok) return fail(std::move(ok.error()));
        std::vector<ledger::NewJob> jobs;
        for (const auto& name : stores) {
          const auto* store = place->account->store(name);
          const auto* push = store ? context.catalogue.push(store->settings.plugin, OrderAck::kSchema) : nullptr;
          if (push)
            jobs.push_back(acknowledge_job(place->account->name, name, context.clock.now() + Millis(push->linger_ms)));
        }
        if (auto ok = unit.enqueue(jobs); !ok) return fail(std::move(ok.error()));
        context.meters.count("orders_submitted_total", static_cast<std::int64_t>(changed.size()),
                             {{"account", place->account->name}});
        return outcomes;
      });
}

}  // namespace fairway::flows
