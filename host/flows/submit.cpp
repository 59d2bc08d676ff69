// Routed orders go to their warehouse. The reference is the idempotency key: stored before the first send and the same on
// every retry, so an unknown outcome is looked up by it and never becomes a second order.
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;
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
struct Sendable {
  std::vector<plugins::PushItem> items;
  std::vector<std::size_t> job;           // of each item
  std::vector<ledger::Outcome> outcomes;  // of each job, before the push
};

Result<Sendable> prepare(Context& context, const Work& work, const WarehousePlace& place, const InHand& in_hand) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  OrderBook book(context.clock.now());
  if (auto ok = book.load(**tx, in_hand.order_ids()); !ok) return fail(std::move(ok.error()));
  // Personal data leaves the vault only for a plugin whose manifest asks for it with this document.
  const auto* kind = context.catalogue.push(place.warehouse->settings.plugin, FulfilmentOrder::kSchema);
  const bool personal = kind && kind->pii;
  Sendable sendable;
  sendable.outcomes.resize(work.jobs().size());
  for (std::size_t i = 0; i < work.jobs().size(); ++i) {
    const auto& fulfilment = in_hand.fulfilments[i];
    const auto* row = book.order(fulfilment.order_id);
    if (!row || row->state != State::routed || fulfilment.state != FulfilmentState::routed)
      continue;  // held, cancelled or sent meanwhile: this job is over
    auto order = personal ? whole_order(context.vault, *row) : order_less_personal(*row);
    if (!order) {
      sendable.outcomes[i] = again_later(order.error());
      continue;
    }
    sendable.items.push_back({{std::string(FulfilmentOrder::kSchema), fulfilment.reference,
                               to_json(fulfilment_order(*place.account, fulfilment, *order))},
                              work.jobs()[i].tries > 1});
    sendable.job.push_back(i);
  }
  return sendable;
}

void note_submitted(Context& context, const Work& work, std::size_t job, OrderBook& book, Fulfilment& fulfilment,
                    const std::string& remote_id) {
  fulfilment.state = FulfilmentState::submitted;
  fulfilment.remote_id = remote_id;
  fulfilment.submitted_at = context.clock.now();
  book.ledger().record(
      *book.order(fulfilment.order_id), Event::submitted, cause_of(work, job),
      json::object{{"warehouse", fulfilment.warehouse}, {"reference", fulfilment.reference}, {"id", remote_id}});
}

void note_refused(const Work& work, std::size_t job, OrderBook& book, Fulfilment& fulfilment, const Failure& why) {
  auto& order = *book.order(fulfilment.order_id);
  fulfilment.state = FulfilmentState::refused;
  order.reason = why.message;
  book.ledger().record(
      order, Event::refused, cause_of(work, job),
      json::object{{"warehouse", fulfilment.warehouse}, {"message", why.message}, {"pointer", why.pointer}});
}

// How the store's channel takes acknowledgements; nullptr: not at all.
const Push* ack_kind(const Context& context, const config::Account& account, const std::string& name) {
  const auto* store = account.store(name);
  return store ? context.catalogue.push(store->settings.plugin, OrderAck::kSchema) : nullptr;
}

// The stores whose channel is to be told that their orders are being worked on.
std::vector<ledger::NewJob> acknowledge_jobs(Context& context, const config::Account& account,
                                             const std::set<std::string>& stores) {
  std::vector<ledger::NewJob> jobs;
  for (const auto& name : stores)
    if (const auto* push = ack_kind(context, account, name))
      jobs.push_back(acknowledge_job(account.name, name, context.clock.now() + Millis(push->linger_ms)));
  return jobs;
}

// What the warehouse answered for each fulfilment order, on it and on its order.
Result<std::vector<ledger::Outcome>> record_answers(Context& context, const Work& work, const config::Account& account,
                                                    Unit& unit, OrderBook& book, InHand& in_hand, const Sendable& sendable,
                                                    const Pushed& pushed) {
  auto outcomes = sendable.outcomes;
  std::vector<Fulfilment> changed;
  std::set<std::string> stores;
  std::int64_t submitted = 0;
  for (std::size_t i = 0; i < sendable.items.size(); ++i) {
    const auto job = sendable.job[i];
    auto& fulfilment = in_hand.fulfilments[job];
    auto& order = *book.order(fulfilment.order_id);
    const auto& result = pushed.of(i);
    if (result.status) note_submitted(context, work, job, book, fulfilment, result.remote_id), ++submitted;
    else if (result.status.error().code == FW_E_REJECTED) note_refused(work, job, book, fulfilment, result.status.error());
    else outcomes[job] = again_later(result.status.error());
    if (result.status && order.ack == ledger::AckState::none && ack_kind(context, account, order.store))
      order.ack = ledger::AckState::due;
    if (order.ack == ledger::AckState::due) stores.insert(order.store);
    changed.push_back(fulfilment);
  }
  if (auto ok = ledger::update(unit.tx(), changed); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit.enqueue(acknowledge_jobs(context, account, stores)); !ok) return fail(std::move(ok.error()));
  context.meters.count("orders_submitted_total", submitted, {{"account", account.name}});
  return outcomes;
}

}  // namespace

Status submit(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  auto in_hand = load_fulfilments(context, work);
  if (!in_hand) return fail(std::move(in_hand.error()));
  auto sendable = prepare(context, work, *place, *in_hand);
  if (!sendable) return fail(std::move(sendable.error()));
  const auto spec = channel_spec(context.catalogue, *place->account, *place->warehouse, FulfilmentOrder::kSchema);
  auto pushed = push(context, work, spec, sendable->items);
  return with_orders(context, work, in_hand->order_ids(), pushed, [&](Unit& unit, OrderBook& book) {
    return record_answers(context, work, *place->account, unit, book, *in_hand, *sendable, pushed);
  });
}

}  // namespace fairway::flows
