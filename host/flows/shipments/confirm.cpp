// Parcels are confirmed to the channel as soon as they are known, partial ones too. The package reference was stored with
// the parcel, and whether more was to come, so a retry repeats the same confirmation. What the channel shows as cancelled is confirmed no more.
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/cancellation/tell_cancelled.hpp"
#include "host/flows/dispatch/gate.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/shipments/verify.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::ShipmentRow;
using ledger::ShipmentState;

Shipment confirmation(const ShipmentRow& row, const ledger::OrderRow& order) {
  Shipment out;
  out.id = row.remote_id;
  out.store = row.store;
  out.channel_order_id = order.channel_order_id;
  out.package_reference = row.package_reference;
  out.carrier = row.carrier;
  out.service = row.service;
  out.tracking_number = row.tracking_number;
  // A warehouse that tells the day alone, or the hour without its zone, may name a time before the order: channels refuse that.
  if (row.shipped_at) out.shipped_at = ledger::to_time(std::max(*row.shipped_at, order.created_at));
  out.lines = row.lines;
  out.backorder = row.backorder;
  return out;
}

struct Parcels {
  std::vector<ShipmentRow> rows;  // of the jobs, in their order
  std::vector<std::int64_t> order_ids;
  std::vector<plugins::PushItem> items;
  std::vector<std::size_t> job;           // of each item
  std::vector<ledger::Outcome> outcomes;  // of each job, before the push
  std::vector<std::size_t> cancelled;     // jobs whose parcel the channel shows as cancelled
};

Result<std::vector<ShipmentRow>> rows_of(storage::Transaction& tx, const Work& work) {
  std::vector<std::int64_t> ids;
  for (const auto& job : work.jobs()) ids.push_back(job.subject);
  return ledger::shipments_by_id(tx, ids);
}

Result<std::vector<std::int64_t>> orders_to_confirm(Context& context, const Work& work) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = rows_of(**tx, work);
  if (!rows) return fail(std::move(rows.error()));
  std::set<std::int64_t> orders;
  for (const auto& row : *rows)
    if (row.state == ShipmentState::known) orders.insert(row.order_id);
  return std::vector<std::int64_t>(orders.begin(), orders.end());
}

// Of each order what the channel was told, or is to be told, that is given up.
using Cancellations = std::map<std::int64_t, std::vector<ledger::CancellationRow>>;
Result<Cancellations> cancellations_by_order(storage::Transaction& tx, const std::vector<std::int64_t>& orders) {
  auto rows = ledger::cancellations_of(tx, orders);
  if (!rows) return fail(std::move(rows.error()));
  Cancellations out;
  for (auto& row : *rows) out[row.order_id].push_back(std::move(row));
  return out;
}

Result<Parcels> open_parcels(Context& context, const Work& work, const Gate& gate) {
  constexpr Millis kAnswerAfter = std::chrono::minutes(1);
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto found = rows_of(**tx, work);
  if (!found) return fail(std::move(found.error()));
  std::map<std::int64_t, ShipmentRow> by_id;
  Parcels parcels;
  for (auto& row : *found) {
    parcels.order_ids.push_back(row.order_id);
    const auto id = row.id;
    by_id.emplace(id, std::move(row));
  }
  OrderBook book(context.clock.now());
  if (auto ok = book.load(**tx, parcels.order_ids); !ok) return fail(std::move(ok.error()));
  auto given_up = cancellations_by_order(**tx, parcels.order_ids);
  if (!given_up) return fail(std::move(given_up.error()));
  parcels.outcomes.resize(work.jobs().size());
  for (std::size_t i = 0; i < work.jobs().size(); ++i) {
    const auto& row = parcels.rows.emplace_back(by_id[work.jobs()[i].subject]);
    const auto* order = book.order(row.order_id);
    if (!order || row.state != ShipmentState::known) continue;  // confirmed or given up meanwhile: this job is over
    if (const auto waits = gate.waits.find(order->id); waits != gate.waits.end()) {
      parcels.outcomes[i] = again_later(waits->second);
      continue;
    }
    const auto told = told_of(*order, (*given_up)[order->id], row.lines, context.clock.now());
    if (told == ToldOf::cancelled) parcels.cancelled.push_back(i);
    if (told == ToldOf::maybe)
      parcels.outcomes[i] = again_later({FW_E_THROTTLED,
                                         "the channel was told that it is given up: whether it has it so is waited for",
                                         {},
                                         kAnswerAfter});
    if (told != ToldOf::nothing) continue;
    parcels.items.push_back(
        {{std::string(Shipment::kSchema), fmt::format("{}/{}", order->channel_order_id, row.package_reference),
          to_json(confirmation(row, *order))},
         work.jobs()[i].tries > 1});
    parcels.job.push_back(i);
  }
  return parcels;
}

// The order is confirmed when all its units have shipped and no parcel is owed.
bool all_confirmed(const ledger::OrderRow& order, const std::vector<ShipmentRow>& parcels) {
  if (order.state != ledger::State::shipped) return false;
  for (const auto& row : parcels)
    if (row.order_id == order.id && (row.state == ShipmentState::known || row.state == ShipmentState::failed)) return false;
  return true;
}

void note_confirmed(Context& context, const Work& work, std::size_t job, OrderBook& book, ShipmentRow& row,
                    const std::vector<ShipmentRow>& siblings) {
  row.state = ShipmentState::confirmed;
  row.error.clear();
  row.confirmed_at = context.clock.now();
  auto* order = book.order(row.order_id);
  book.ledger().record(*order, all_confirmed(*order, siblings) ? Event::confirmed : Event::confirmed_part,
                       cause_of(work, job),
                       json::object{{"package", row.package_reference}, {"tracking", row.tracking_number}});
}

void note_refused(const Work& work, std::size_t job, OrderBook& book, ShipmentRow& row, const Failure& why) {
  row.state = ShipmentState::failed;
  row.error = why.message;
  book.ledger().record(*book.order(row.order_id), Event::confirmation_refused, cause_of(work, job),
                       json::object{{"package", row.package_reference}, {"message", why.message}, {"pointer", why.pointer}});
}

// It left, and the buyer does not pay for it: a person must get it back.
ledger::Finding shipped_all_the_same(const ledger::OrderRow& order, const ShipmentRow& row) {
  return ledger::order_finding(std::string(ledger::kShippedAllTheSame), order, order.store,
                               "parcel " + row.package_reference + " left, and the channel shows it as cancelled");
}

// Nothing is to be told of the parcel any more: sent again, it would end here again. Once no other is owed the order ends: as
// confirmed where the channel has one of them, else as the channel has it.
void note_cancelled(const Work& work, std::size_t job, OrderBook& book, ShipmentRow& row,
                    const std::vector<ShipmentRow>& siblings) {
  const std::string why = "it shipped, and the channel shows it as cancelled";
  row.state = ShipmentState::not_needed;
  row.error = why;
  auto& order = *book.order(row.order_id);
  book.ledger().record(order, Event::notice, cause_of(work, job),
                       json::object{{"message", "nothing was confirmed: " + why}, {"package", row.package_reference}});
  if (!all_confirmed(order, siblings)) return;
  const bool any = std::any_of(siblings.begin(), siblings.end(), [&](const ShipmentRow& one) {
    return one.order_id == order.id && (one.state == ShipmentState::confirmed || one.state == ShipmentState::verified);
  });
  if (!any) order.reason = why;
  book.ledger().record(order, any ? Event::confirmed : Event::cancelled, cause_of(work, job), json::object{{"reason", why}});
}

bool same_content(const ShipmentRow& a, const ShipmentRow& b) {
  return a.carrier == b.carrier && a.service == b.service && a.tracking_number == b.tracking_number;
}

// What the channel answered for each parcel, on the parcel as it is now and on its order. One that was edited while the call
// ran is owed again: the channel has the old content, and the same package reference makes the next one an edit.
Result<std::vector<ledger::Outcome>> record_answers(Context& context, const Work& work, Unit& unit, OrderBook& book,
                                                    const Parcels& parcels, const Gate& gate, const Pushed& pushed) {
  auto siblings = ledger::shipments_of(unit.tx(), parcels.order_ids);
  if (!siblings) return fail(std::move(siblings.error()));
  auto outcomes = parcels.outcomes;
  std::set<std::int64_t> answered;
  std::vector<ledger::Finding> findings;
  std::int64_t confirmed = 0;
  for (std::size_t i = 0; i < parcels.items.size(); ++i) {
    const auto job = parcels.job[i];
    const auto& sent = parcels.rows[job];
    const auto now = std::find_if(siblings->begin(), siblings->end(), [&](const auto& row) { return row.id == sent.id; });
    const auto& status = pushed.of(i).status;
    if (!status && status.error().code != FW_E_REJECTED) {
      outcomes[job] = again_later(status.error());
    } else if (now == siblings->end() || !same_content(*now, sent)) {
      outcomes[job].again = context.clock.now();
    } else {
      if (const auto why = gate.unasked.find(now->order_id); status && why != gate.unasked.end())
        book.ledger().record(
            *book.order(now->order_id), Event::notice, cause_of(work, job),
            json::object{{"message", "confirmed though the channel could not be asked whether it is cancelled"},
                         {"why", why->second}});
      if (status) note_confirmed(context, work, job, book, *now, *siblings), ++confirmed;
      else note_refused(work, job, book, *now, status.error());
      answered.insert(now->id);
    }
  }
  for (const auto job : parcels.cancelled)
    for (auto& row : *siblings) {
      if (row.id != parcels.rows[job].id || row.state != ShipmentState::known) continue;
      note_cancelled(work, job, book, row, *siblings);
      findings.push_back(shipped_all_the_same(*book.order(row.order_id), row));
      answered.insert(row.id);
    }
  if (auto ok = ledger::raise(unit.tx(), findings, context.clock.now()); !ok) return fail(std::move(ok.error()));
  std::erase_if(*siblings, [&](const auto& row) { return !answered.contains(row.id); });
  if (auto ok = ledger::update(unit.tx(), *siblings); !ok) return fail(std::move(ok.error()));
  const auto* account = context.account(work.group().account);
  const auto* store = account ? account->store(work.group().target) : nullptr;
  if (confirmed > 0 && store)
    if (const auto job = look_for_job(context, *account, *store, context.clock.now()))
      if (auto ok = unit.enqueue({*job}); !ok) return fail(std::move(ok.error()));
  context.meters.count("shipments_confirmed_total", confirmed, {{"account", work.group().account}});
  return outcomes;
}

}  // namespace

Status confirm(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  const auto orders = orders_to_confirm(context, work);
  if (!orders) return fail(orders.error());
  const auto gate = ask_channel(context, work, *place->account, *orders, Before::confirm);
  if (!gate) return fail(gate.error());
  auto parcels = open_parcels(context, work, *gate);
  if (!parcels) return fail(std::move(parcels.error()));
  const auto& store = *place->store;
  const auto spec = channel_spec(context.catalogue, *place->account, store, store.nickname, Shipment::kSchema);
  auto pushed = push(context, work, spec, parcels->items, parcels->order_ids);
  return with_orders(context, work, parcels->order_ids, pushed, [&](Unit& unit, OrderBook& book) {
    return record_answers(context, work, unit, book, *parcels, *gate, pushed);
  });
}

}  // namespace fairway::flows
