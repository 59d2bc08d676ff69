// Routed orders go to their warehouse. The reference is the idempotency key: stored before the first send and the same on
// every retry, so an unknown outcome is looked up by it and never becomes a second order.
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/dispatch/gate.hpp"
#include "host/flows/dispatch/resubmit.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/notices/acknowledge.hpp"
#include "host/flows/routing/holds.hpp"
#include "host/flows/routing/parts.hpp"
#include "host/flows/routing/refused.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/listing.hpp"
#include "host/ledger/records.hpp"
#include "host/ledger/redaction.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;
using ledger::State;

constexpr Millis kHeldFor = std::chrono::minutes(10);  // looked at again this often; a release wakes it at once
constexpr std::size_t kPoNumberLimit = 22;             // X12 940 W05-03 and the usual REST forms

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
  if (!account.returns.to_channel) out.return_to = account.returns.address;
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
  std::vector<std::int64_t> order_ids;    // of each job
  std::vector<RefusedPart> stuck;         // what can never be sent as it is
};

Status not_paused(const std::vector<ledger::StoreRow>& stores, const std::string& nickname) {
  for (const auto& row : stores)
    if (row.nickname == nickname && row.paused) return parked("store " + nickname + " is paused");
  return {};
}

// Does the order's store let it go out now?
Status may_go(const config::Account& account, const std::vector<ledger::StoreRow>& stores, const ledger::OrderRow& order) {
  const auto* store = account.store(order.store);
  if (!store) return parked("store " + order.store + " is not configured");
  if (!store->enabled) return parked("store " + order.store + " is disabled");
  if (store->mode == config::Mode::observe) return parked("store " + order.store + " is in observe mode: nothing is sent");
  return not_paused(stores, order.store);
}

// Routed, or another part of it is on its way already.
bool may_be_sent(State state) {
  return state == State::routed || state == State::failed || state == State::rejected || state == State::submitted ||
         state == State::acknowledged || state == State::partially_shipped;
}

// Marks what is handed over in a transaction of its own, before the call: whatever becomes of the call or of this process,
// it stays known that the warehouse may have the order.
class Handover {
 public:
  Handover(Context& context, const Work& work, const WarehousePlace& place, const Gate& gate)
      : context_(context), work_(work), place_(place), gate_(gate), book_(context.clock.now()) {
    // Personal data leaves the vault only for a plugin whose manifest asks for it with this document, where the account grants
    // it to this warehouse.
    const auto* kind = context.catalogue.push(place.warehouse->settings.plugin, FulfilmentOrder::kSchema);
    personal_ = kind && kind->pii && place.account->grants(place.warehouse->name);
  }

  Result<Sendable> run() {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    auto fulfilments = load_fulfilments(unit->tx(), work_);
    if (!fulfilments) return fail(std::move(fulfilments.error()));
    sendable_.order_ids = order_ids(*fulfilments);
    sendable_.outcomes.resize(fulfilments->size());
    if (auto ok = book_.load(unit->tx(), sendable_.order_ids); !ok) return fail(std::move(ok.error()));
    auto stores = ledger::stores_of(unit->tx(), place_.account->name);
    if (!stores) return fail(std::move(stores.error()));
    auto holds = ledger::holds_of(unit->tx(), place_.account->name);
    if (!holds) return fail(std::move(holds.error()));
    holds_ = std::move(*holds);
    if (auto ok = load_paused(unit->tx()); !ok) return fail(std::move(ok.error()));
    auto redacted = ledger::redacted_orders(unit->tx(), sendable_.order_ids);
    if (!redacted) return fail(std::move(redacted.error()));
    redacted_ = std::move(*redacted);
    for (std::size_t i = 0; i < fulfilments->size(); ++i) {
      auto& fulfilment = (*fulfilments)[i];
      const auto ok = take(fulfilment, i, *stores);
      if (ok) continue;
      sendable_.outcomes[i] = again_later(ok.error());
      if (ledger::is_last_try(work_.jobs()[i], ok.error()))
        sendable_.stuck.push_back({fulfilment, cause_of(work_, i), ok.error().message, {}});
    }
    if (auto ok = ledger::update(unit->tx(), marked_); !ok) return fail(std::move(ok.error()));
    if (auto ok = book_.ledger().flush(unit->tx()); !ok) return fail(std::move(ok.error()));
    if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
    return std::move(sendable_);
  }

 private:
  // LST-8: what was routed before its listing was paused.
  Status load_paused(storage::Transaction& tx) {
    std::map<std::int64_t, std::pair<std::int64_t, std::vector<std::string>>> skus;  // by order: of which store
    ledger::SkusByStore wanted;
    for (const auto id : sendable_.order_ids) {
      const auto* row = book_.order(id);
      const auto order = row ? order_less_personal(*row) : Result<Order>(Order{});
      if (!row || !order) continue;
      skus[id].first = row->store_id;
      for (const auto& line : order->lines) skus[id].second.push_back(line.sku), wanted[row->store_id].insert(line.sku);
    }
    auto paused = ledger::paused_of(tx, wanted);
    if (!paused) return fail(std::move(paused.error()));
    for (const auto& [id, of] : skus)
      for (const auto& sku : of.second)
        if (const auto found = paused->find(of.first); found != paused->end() && found->second.contains(sku))
          paused_[id].insert(sku);
    return {};
  }

  // Held, it waits where it is, and says for whom or for what.
  Status not_held(ledger::OrderRow& order, std::size_t job) {
    const auto& warehouse = place_.warehouse->name;
    auto why = held_back(holds_, order.store, warehouse);
    if (const auto paused = paused_.find(order.id); why.empty() && paused != paused_.end())
      why = paused_text(paused->second);
    const bool ours = waits_for(order.reason, order.store, warehouse) || is_paused_text(order.reason);
    if (why.empty() && ours) {
      order.reason.clear();
      book_.ledger().touch(order);
    } else if (!why.empty() && (ours || order.reason.empty()) && order.reason != why) {
      order.reason = why;
      book_.ledger().record(order, Event::notice, cause_of(work_, job), json::object{{"message", why}});
    }
    if (why.empty()) return {};
    return fail(FW_E_THROTTLED, why, {}, kHeldFor);
  }

  Status take(Fulfilment& fulfilment, std::size_t job, const std::vector<ledger::StoreRow>& stores) {
    auto* row = book_.order(fulfilment.order_id);
    const bool sent_before = fulfilment.state == FulfilmentState::sending;
    const bool wanted = row && may_be_sent(row->state);
    if (!wanted || (fulfilment.state != FulfilmentState::routed && !sent_before))
      return {};  // held, cancelled or sent meanwhile: this job is over
    if (auto ok = may_go(*place_.account, stores, *row); !ok) return ok;
    if (place_.warehouse->of_store)
      if (auto ok = not_paused(stores, place_.warehouse->name); !ok) return ok;
    if (auto ok = not_held(*row, job); !ok) return ok;
    if (const auto waits = gate_.waits.find(row->id); waits != gate_.waits.end()) return fail(waits->second);
    if (personal_ && row->pii.key_id.empty() && redacted_.contains(row->id))
      return fail(FW_E_REJECTED, "its personal data was erased: there is no address to send it to");
    auto order = personal_ ? whole_order(context_.vault, *row) : order_less_personal(*row);
    if (!order) return fail(std::move(order.error()));
    auto document = fulfilment_order(*place_.account, fulfilment, *order);
    sendable_.items.push_back(
        {{std::string(FulfilmentOrder::kSchema), fulfilment.reference, to_json(document)}, sent_before});
    sendable_.job.push_back(job);
    fulfilment.state = FulfilmentState::sending;
    if (sent_before) return {};
    if (!place_.warehouse->of_store) forget_answer(fulfilment);
    marked_.push_back(fulfilment);
    if (const auto why = gate_.unasked.find(row->id); why != gate_.unasked.end())
      book_.ledger().record(
          *row, Event::notice, cause_of(work_, job),
          json::object{{"message", "sent though the channel could not be asked whether the buyer wants to cancel"},
                       {"why", why->second}});
    return {};
  }

  // What a warehouse took once and refused later it has no more: only what it answers now says that it is there. A store keeps
  // what it took for ever.
  static void forget_answer(Fulfilment& fulfilment) {
    fulfilment.submitted_at.reset();
    fulfilment.remote_id.clear();
  }

  Context& context_;
  const Work& work_;
  const WarehousePlace& place_;
  const Gate& gate_;
  bool personal_ = false;
  OrderBook book_;
  ledger::HoldsByTarget holds_;
  std::map<std::int64_t, std::set<std::string>> paused_;  // SKUs, by order
  std::set<std::int64_t> redacted_;                       // orders of which nothing personal is left
  Sendable sendable_;
  std::vector<Fulfilment> marked_;
};

void note_submitted(Context& context, const Work& work, std::size_t job, OrderBook& book, Fulfilment& fulfilment,
                    const std::string& remote_id) {
  if (fulfilment.state != FulfilmentState::cancelling) fulfilment.state = FulfilmentState::submitted;
  fulfilment.remote_id = remote_id;
  fulfilment.submitted_at = context.clock.now();
  book.ledger().record(
      *book.order(fulfilment.order_id), Event::submitted, cause_of(work, job),
      json::object{{"warehouse", fulfilment.warehouse}, {"reference", fulfilment.reference}, {"id", remote_id}});
}

// An answer that comes after the warehouse told otherwise, by a notice or a parcel: what it told stands, and that it did not
// agree with itself is seen.
bool is_late(FulfilmentState now, const plugins::PushResult& result) {
  if (result.status) return now == FulfilmentState::refused || now == FulfilmentState::cancelled;
  return result.status.error().code == FW_E_REJECTED && now != FulfilmentState::sending &&
         now != FulfilmentState::cancelling;
}

void note_late(const Work& work, std::size_t job, OrderBook& book, Fulfilment& fulfilment,
               const plugins::PushResult& result) {
  if (result.status && fulfilment.remote_id.empty()) fulfilment.remote_id = result.remote_id;
  const std::string said = result.status ? "it was taken" : "it was refused: " + result.status.error().message;
  book.ledger().record(
      *book.order(fulfilment.order_id), Event::notice, cause_of(work, job),
      json::object{{"warehouse", fulfilment.warehouse},
                   {"reference", fulfilment.reference},
                   {"message", fmt::format("the answer to sending it came late and counts no more: {}", said)}});
}

// What came of a batch beside the orders that went: to be recorded once the fulfilment orders are stored.
struct Turned {
  std::vector<RefusedPart> refused;
  std::vector<CancelledPart> unwanted;
  std::vector<RefusedPart> stuck;  // out of tries
};

// Refused while its cancellation was asked for, that ends it.
void refuse(const Work& work, std::size_t job, Fulfilment& fulfilment, const Failure& why, bool sent_before,
            Turned& turned) {
  const bool unwanted = fulfilment.state == FulfilmentState::cancelling;
  fulfilment.state = unwanted ? FulfilmentState::cancelled : FulfilmentState::refused;
  const auto cause = cause_of(work, job);
  if (!unwanted) return turned.refused.push_back({fulfilment, cause, why.message, why.pointer, sent_before});
  turned.unwanted.push_back(
      {fulfilment, cause, {{"warehouse", fulfilment.warehouse}, {"message", why.message}, {"pointer", why.pointer}}});
}

ledger::Outcome later_or_stuck(const Work& work, std::size_t job, OrderBook& book, const Fulfilment& fulfilment,
                               const Failure& why, Turned& turned) {
  const bool over = ledger::is_closed(book.order(fulfilment.order_id)->state);
  if (ledger::is_last_try(work.jobs()[job], why) && !over)
    turned.stuck.push_back({fulfilment, cause_of(work, job), why.message, {}});
  return again_later(why);
}

// Out of tries, the job is a dead letter and the order failed, or, while another part is under way, named by a finding: somebody
// must look, and `retry` sends it again.
Status record_stuck(Context& context, Unit& unit, OrderBook& book, const std::vector<RefusedPart>& stuck) {
  std::vector<Fulfilment> parts;
  for (const auto& one : stuck) parts.push_back(one.fulfilment);
  const auto others = with_other_parts(unit, parts);
  if (!others) return fail(others.error());
  std::vector<ledger::Finding> findings;
  for (const auto& one : stuck) {
    auto& order = *book.order(one.fulfilment.order_id);
    if (order.state == State::routed && !others->contains(order.id)) {
      order.reason = one.message;
      book.ledger().record(order, Event::failed, one.cause, json::object{{"message", one.message}});
      continue;
    }
    findings.push_back(
        ledger::order_finding("refused", order, one.fulfilment.warehouse,
                              fmt::format("part {} could not be sent: {}; `fairway orders retry` sends it again",
                                          one.fulfilment.reference, one.message)));
  }
  return ledger::raise(unit.tx(), findings, context.clock.now());
}

// What the warehouse answered for each fulfilment order, on it and on its order. One that was asked to be cancelled while the
// call ran stays so: the cancellation goes on from there.
Result<std::vector<ledger::Outcome>> record_answers(Context& context, const Work& work, const config::Account& account,
                                                    Unit& unit, OrderBook& book, const Sendable& sendable,
                                                    const Pushed& pushed) {
  auto fulfilments = load_fulfilments(unit.tx(), work);
  if (!fulfilments) return fail(std::move(fulfilments.error()));
  auto outcomes = sendable.outcomes;
  std::set<std::string> stores;
  std::int64_t submitted = 0;
  Turned turned;
  turned.stuck = sendable.stuck;
  for (std::size_t i = 0; i < sendable.items.size(); ++i) {
    const auto job = sendable.job[i];
    auto& fulfilment = (*fulfilments)[job];
    auto& order = *book.order(fulfilment.order_id);
    const auto& result = pushed.of(i);
    if (is_late(fulfilment.state, result)) {
      note_late(work, job, book, fulfilment, result);
      continue;
    }
    if (result.status) note_submitted(context, work, job, book, fulfilment, result.remote_id), ++submitted;
    else if (result.status.error().code == FW_E_REJECTED)
      refuse(work, job, fulfilment, result.status.error(), sendable.items[i].maybe_sent, turned);
    else outcomes[job] = later_or_stuck(work, job, book, fulfilment, result.status.error(), turned);
    if (result.status && mark_to_acknowledge(context, account, order)) stores.insert(order.store);
  }
  if (auto ok = ledger::update(unit.tx(), *fulfilments); !ok) return fail(std::move(ok.error()));
  if (auto ok = record_refused(context, unit, account, book, turned.refused); !ok) return fail(std::move(ok.error()));
  if (auto ok = send_rest(context, unit, account, book, turned.unwanted); !ok) return fail(std::move(ok.error()));
  if (auto ok = record_ended(context, unit, account, book, turned.unwanted, order_ids(*fulfilments)); !ok)
    return fail(std::move(ok.error()));
  if (auto ok = settle_asked(context, unit, book, sendable.order_ids, cause_of(work)); !ok)
    return fail(std::move(ok.error()));
  if (auto ok = record_stuck(context, unit, book, turned.stuck); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit.enqueue(acknowledge_jobs(context, account, stores)); !ok) return fail(std::move(ok.error()));
  context.meters.count("orders_submitted_total", submitted, {{"account", account.name}});
  return outcomes;
}

// What these jobs may send. Not what is parked anyway: nothing is read for it.
Result<std::vector<std::int64_t>> orders_to_send(Context& context, const Work& work) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto fulfilments = load_fulfilments(**tx, work);
  if (!fulfilments) return fail(std::move(fulfilments.error()));
  std::erase_if(*fulfilments, [](const Fulfilment& f) {
    return f.state != FulfilmentState::routed && f.state != FulfilmentState::sending;
  });
  return order_ids(*fulfilments);
}

}  // namespace

Status submit(Context& context, Work& work) {
  const auto place = warehouse_to_send_to(context, work.group());
  if (!place) return fail(place.error());
  const auto orders = orders_to_send(context, work);
  if (!orders) return fail(orders.error());
  const auto gate = ask_channel(context, work, *place->account, *orders, Before::submit);
  if (!gate) return fail(gate.error());
  auto sendable = Handover(context, work, *place, *gate).run();
  if (!sendable) return fail(std::move(sendable.error()));
  const auto spec = channel_spec(context.catalogue, *place->account, *place->warehouse, FulfilmentOrder::kSchema);
  auto pushed = push(context, work, spec, sendable->items, sendable->order_ids);
  return with_orders(context, work, sendable->order_ids, pushed, [&](Unit& unit, OrderBook& book) {
    return record_answers(context, work, *place->account, unit, book, *sendable, pushed);
  });
}

}  // namespace fairway::flows
