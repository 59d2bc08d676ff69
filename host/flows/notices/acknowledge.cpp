// The channel is told that orders are being worked on, many in one go. It never holds up a shipment: an order that has
// shipped meanwhile is acknowledged all the same and keeps its state.
#include "host/flows/notices/acknowledge.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

using ledger::AckState;
using ledger::Event;

plugins::PushItem ack_of(const ledger::OrderRow& row) {
  OrderAck ack;
  ack.channel_order_id = row.channel_order_id;
  ack.seller_order_id = fmt::format("{}", row.id);
  if (auto order = order_less_personal(row))
    for (const auto& line : order->lines) ack.lines.push_back({line.id, line.sku, line.quantity});
  return {{std::string(OrderAck::kSchema), row.channel_order_id + "/ack", to_json(ack)}, false};
}

Result<ledger::Orders> waiting(Context& context, const StorePlace& place, const Push& push) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  return ledger::orders_to_acknowledge(**tx, place.account->name, place.store->nickname,
                                       static_cast<std::size_t>(push.batch));
}

// What the channel answered, on each order. How the job ends: a failure that is not the order's own lets it come again.
struct Answered {
  ledger::Outcome outcome;
  bool any = false;  // the channel took at least one
};
Answered record_answers(const Work& work, OrderBook& book, const ledger::Orders& asked, const Pushed& pushed) {
  Answered answered;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    auto* order = book.order(asked[i].id);
    const auto& status = pushed.of(i).status;
    if (!status && status.error().code != FW_E_REJECTED) {
      answered.outcome = again_later(status.error());
      continue;
    }
    order->ack = AckState::sent;
    answered.any = answered.any || status.has_value();
    if (status)
      book.ledger().record(*order, Event::acknowledged, cause_of(work), json::object{{"id", pushed.of(i).remote_id}});
    else
      book.ledger().record(*order, Event::acknowledgement_result, cause_of(work),
                           json::object{{"refused", status.error().message}});
  }
  return answered;
}

// How the store's channel takes acknowledgements; nullptr: not at all.
const Push* ack_kind(const Context& context, const config::Account& account, const std::string& name) {
  const auto* store = account.store(name);
  return store ? context.catalogue.push(store->settings.plugin, OrderAck::kSchema) : nullptr;
}

}  // namespace

bool mark_to_acknowledge(const Context& context, const config::Account& account, ledger::OrderRow& order) {
  if (order.ack == AckState::none && ack_kind(context, account, order.store)) order.ack = AckState::due;
  return order.ack == AckState::due;
}

std::vector<ledger::NewJob> acknowledge_jobs(const Context& context, const config::Account& account,
                                             const std::set<std::string>& stores) {
  std::vector<ledger::NewJob> jobs;
  for (const auto& name : stores)
    if (const auto* kind = ack_kind(context, account, name))
      jobs.push_back(acknowledge_job(account.name, name, context.clock.now() + Millis(kind->linger_ms)));
  return jobs;
}

Status acknowledge(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  const auto* account = place->account;
  const auto* store = place->store;
  const auto* kind = context.catalogue.push(store->settings.plugin, OrderAck::kSchema);
  if (!kind) return {};  // the plugin has no such thing any more
  auto orders = waiting(context, *place, *kind);
  if (!orders) return fail(std::move(orders.error()));
  std::vector<plugins::PushItem> items;
  std::vector<std::int64_t> ids;
  for (const auto& row : *orders) {
    items.push_back(ack_of(row));
    ids.push_back(row.id);
  }
  const auto spec = channel_spec(context.catalogue, *account, *store, store->nickname, OrderAck::kSchema);
  auto pushed = push(context, work, spec, items, ids);

  return with_orders(context, work, ids, pushed, [&](Unit& unit, OrderBook& book) -> Result<std::vector<ledger::Outcome>> {
    const auto now = context.clock.now();
    auto [outcome, any] = record_answers(work, book, *orders, pushed);
    if (auto ok = book.ledger().flush(unit.tx()); !ok) return fail(std::move(ok.error()));
    auto more = ledger::orders_to_acknowledge(unit.tx(), account->name, store->nickname, 1);
    if (!more) return fail(std::move(more.error()));
    if (!more->empty() && !outcome.failure) outcome.again = now + Millis(kind->linger_ms);
    if (any)
      if (auto ok = unit.enqueue({notices_job(account->name, store->nickname, now + kNoticesAfter)}); !ok)
        return fail(std::move(ok.error()));
    return std::vector<ledger::Outcome>{outcome};
  });
}

}  // namespace fairway::flows
