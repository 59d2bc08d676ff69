// Parcels are confirmed to the channel as soon as they are known, partial ones too. The package reference was stored with
// the parcel, so a retry repeats the same confirmation.
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"

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
  out.backorder = order.state == ledger::State::partially_shipped;
  return out;
}

struct Parcels {
  std::vector<ShipmentRow> rows;  // of the jobs, in their order
  std::vector<std::int64_t> order_ids;
  std::vector<plugins::PushItem> items;
  std::vector<std::size_t> job;  // of each item
};

Result<Parcels> open_parcels(Context& context, const Work& work) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  std::vector<std::int64_t> ids;
  for (const auto& job : work.jobs()) ids.push_back(job.subject);
  auto found = ledger::shipments_by_id(**tx, ids);
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
  for (std::size_t i = 0; i < work.jobs().size(); ++i) {
    const auto& row = parcels.rows.emplace_back(by_id[work.jobs()[i].subject]);
    const auto* order = book.order(row.order_id);
    if (!order || row.state != ShipmentState::known) continue;  // confirmed or given up meanwhile: this job is over
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

bool same_content(const ShipmentRow& a, const ShipmentRow& b) {
  return a.carrier == b.carrier && a.service == b.service && a.tracking_number == b.tracking_number;
}

// What the channel answered for each parcel, on the parcel as it is now and on its order. One that was edited while the call
// ran is owed again: the channel has the old content, and the same package reference makes the next one an edit.
Result<std::vector<ledger::Outcome>> record_answers(Context& context, const Work& work, Unit& unit, OrderBook& book,
                                                    const Parcels& parcels, const Pushed& pushed) {
  auto siblings = ledger::shipments_of(unit.tx(), parcels.order_ids);
  if (!siblings) return fail(std::move(siblings.error()));
  std::vector<ledger::Outcome> outcomes(work.jobs().size());
  std::set<std::int64_t> answered;
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
      if (status) note_confirmed(context, work, job, book, *now, *siblings), ++confirmed;
      else note_refused(work, job, book, *now, status.error());
      answered.insert(now->id);
    }
  }
  std::erase_if(*siblings, [&](const auto& row) { return !answered.contains(row.id); });
  if (auto ok = ledger::update(unit.tx(), *siblings); !ok) return fail(std::move(ok.error()));
  context.meters.count("shipments_confirmed_total", confirmed, {{"account", work.group().account}});
  return outcomes;
}

}  // namespace

Status confirm(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  auto parcels = open_parcels(context, work);
  if (!parcels) return fail(std::move(parcels.error()));
  const auto& store = *place->store;
  const auto spec = channel_spec(context.catalogue, *place->account, store, store.nickname, Shipment::kSchema);
  auto pushed = push(context, work, spec, parcels->items);
  return with_orders(context, work, parcels->order_ids, pushed, [&](Unit& unit, OrderBook& book) {
    return record_answers(context, work, unit, book, *parcels, pushed);
  });
}

}  // namespace fairway::flows
