#include "host/flows/verbs.hpp"

#include <fmt/format.h>

#include "host/flows/acting.hpp"
#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/cancellation/tell_cancelled.hpp"
#include "host/flows/dispatch/correct.hpp"
#include "host/flows/dispatch/resubmit.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/routing/held.hpp"
#include "host/flows/routing/routing.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/shipments/tracking.hpp"
#include "host/flows/shipments/verify.hpp"
#include "host/ledger/records.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::FulfilmentState;
using ledger::OrderRow;
using ledger::State;

// One part was refused, or could not be sent, while another is under way.
Result<std::vector<ledger::NewJob>> resend_parts(Context& context, Unit& unit, OrderBook& book, OrderRow& order,
                                                 const std::string& cause) {
  auto parts = forget_refusals(unit, order);
  if (!parts) return fail(std::move(parts.error()));
  if (parts->empty()) return not_in(order, "retried");
  std::vector<ledger::NewJob> jobs;
  for (const auto& part : *parts) {
    jobs.push_back(submit_job(part, context.clock.now()));
    book.ledger().record(order, Event::notice, cause,
                         json::object{{"message", "a part is sent again"}, {"reference", part.reference}});
  }
  order.reason.clear();
  if (auto ok = ledger::resolve(unit.tx(), ledger::order_finding("refused", order, "", "").key, context.clock.now()); !ok)
    return fail(std::move(ok.error()));
  return jobs;
}

// Lines that were given back, to go out anew, and found nobody then.
Result<std::vector<ledger::NewJob>> place_again(Context& context, Unit& unit, OrderBook& book, OrderRow& order,
                                                const std::string& cause) {
  const auto* account = context.account(order.account);
  if (!account) return fail(FW_E_UNAVAILABLE, "the account does not run");
  const auto waits = ledger::order_finding("refused", order, "", "").key;
  if (auto ok = ledger::resolve(unit.tx(), waits, context.clock.now()); !ok) return fail(std::move(ok.error()));
  book.ledger().record(order, Event::notice, cause, json::object{{"message", "what waits is placed again"}});
  if (auto ok = place_waiting(context, unit, *account, book, order.id); !ok) return fail(std::move(ok.error()));
  return std::vector<ledger::NewJob>{};
}

void record_hold(OrderBook& book, OrderRow& order, const std::string& reason, const Person& person) {
  order.reason = reason.empty() ? "held " + by(person) : reason;
  book.ledger().record(order, Event::held, by(person), json::object{{"reason", order.reason}});
}

// It is held already; where that ends by itself, it waits for the person from now on.
Result<std::vector<ledger::NewJob>> keep_held(Unit& unit, OrderBook& book, OrderRow& order, const std::string& reason,
                                              const Person& person) {
  auto waiting = held_for_route(unit.tx(), {order.id});
  if (!waiting) return fail(std::move(waiting.error()));
  if (waiting->contains(order.id)) record_hold(book, order, reason, person);
  return std::vector<ledger::NewJob>{};
}

// One shipment of which the channel may be told, one transaction: `act` changes it and records that.
using OnParcel = std::function<Status(Unit&, OrderBook&, ledger::ShipmentRow&)>;
Status on_shipment(Context& context, const std::string& account, std::int64_t id, const OnParcel& act) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto found = ledger::shipments_by_id(unit->tx(), {id});
  if (!found) return fail(std::move(found.error()));
  if (found->empty() || found->front().account != account)
    return fail(FW_E_INVALID, fmt::format("no shipment {} in account {}", id, account));
  auto& shipment = found->front();
  if (shipment.state == ledger::ShipmentState::not_needed)
    return fail(FW_E_REJECTED, "the channel takes no confirmation for this shipment");
  OrderBook book(context.clock.now());
  if (auto ok = book.load(unit->tx(), {shipment.order_id}); !ok) return ok;
  if (auto ok = act(*unit, book, shipment); !ok) return ok;
  if (auto ok = book.ledger().flush(unit->tx()); !ok) return ok;
  if (auto ok = ledger::update(unit->tx(), {shipment}); !ok) return ok;
  return unit->commit();
}

// Under the same package reference: for the channel an edit of that parcel.
Status confirm_again(Context& context, Unit& unit, ledger::ShipmentRow& shipment) {
  shipment.state = ledger::ShipmentState::known;
  shipment.error.clear();
  shipment.unseen = ledger::ShipmentRow::Unseen::no;
  if (auto ok = ledger::resolve(unit.tx(), unseen_key(shipment), context.clock.now()); !ok) return ok;
  return unit.enqueue({confirm_job(shipment, context.clock.now())});
}

// The buyer asks to cancel, and the order goes on. False: nobody asks, or that was answered.
Result<bool> decline(Context& context, Unit& unit, OrderBook& book, OrderRow& order, const Person& person) {
  const auto document = order_less_personal(order);
  const auto lines = document ? asked_to_cancel(*document) : std::vector<LineQuantity>();
  if (lines.empty() || order.cancel_declined || ledger::is_closed(order.state) || order.state == State::shipped)
    return false;
  add_to_request(order.cancel_request, lines);  // as far as it was not heeded yet
  order.cancel_declined = true;
  book.ledger().record(order, Event::cancellation_declined, by(person));
  const auto finding = ledger::order_finding("cancellation", order, "", "");
  if (auto ok = ledger::resolve(unit.tx(), finding.key, context.clock.now()); !ok) return fail(std::move(ok.error()));
  return true;
}

}  // namespace

Status retry(Context& context, const std::string& account, std::int64_t id, const Person& person) {
  return on_order(
      context, account, id, [&](Unit& unit, OrderBook& book, OrderRow& order) -> Result<std::vector<ledger::NewJob>> {
        auto told = tell_again(context, unit, order);
        if (!told) return fail(std::move(told.error()));
        if (!told->empty()) {
          book.ledger().record(order, Event::notice, by(person), json::object{{"message", "the channel is told again"}});
          return told;
        }
        auto shipments = ledger::shipments_of(unit.tx(), {order.id});
        if (!shipments) return fail(std::move(shipments.error()));
        std::vector<ledger::ShipmentRow> again;
        std::vector<ledger::NewJob> jobs;
        for (auto& shipment : *shipments)
          if (shipment.state == ledger::ShipmentState::failed) {
            shipment.state = ledger::ShipmentState::known;
            shipment.error.clear();
            jobs.push_back(confirm_job(shipment, context.clock.now()));
            again.push_back(shipment);
          }
        if (!again.empty()) {
          book.ledger().record(order, Event::notice, by(person), json::object{{"message", "confirmation is sent again"}});
          if (auto ok = ledger::update(unit.tx(), again); !ok) return fail(std::move(ok.error()));
          return jobs;
        }
        auto asked = ledger::fulfilments_of(unit.tx(), {order.id});
        if (!asked) return fail(std::move(asked.error()));
        for (const auto& f : *asked)
          if (f.state == FulfilmentState::cancelling)
            return fail(FW_E_REJECTED, fmt::format("{} is being asked to cancel it: wait for its answer", f.warehouse));
        if (under_way(order.state) && order.resubmit) return place_again(context, unit, book, order, by(person));
        if (under_way(order.state)) return resend_parts(context, unit, book, order, by(person));
        const bool may =
            order.state == State::rejected || order.state == State::failed || order.state == State::needs_mapping;
        if (!may) return not_in(order, "retried");
        if (auto parts = forget_refusals(unit, order); !parts) return fail(std::move(parts.error()));
        order.reason.clear();
        book.ledger().record(order, Event::retried, by(person));
        return follow_up(context, unit, order);
      });
}

Status hold(Context& context, const std::string& account, std::int64_t id, const std::string& reason, const Person& person) {
  return on_order(context, account, id,
                  [&](Unit& unit, OrderBook& book, OrderRow& order) -> Result<std::vector<ledger::NewJob>> {
                    if (order.state == State::held) return keep_held(unit, book, order, reason, person);
                    if (ledger::is_closed(order.state) || order.state == State::shipped) return not_in(order, "held");
                    if (!ledger::before_submit(order.state))
                      return fail(FW_E_REJECTED, fmt::format("an order that is {} cannot be held; use `orders cancel`: the "
                                                             "warehouse is asked",
                                                             ledger::text(order.state)));
                    auto there = maybe_at_warehouse(unit, {&order});
                    if (!there) return fail(std::move(there.error()));
                    if (!there->empty())
                      return fail(FW_E_REJECTED, "the warehouse may have the order already: cancel it instead");
                    record_hold(book, order, reason, person);
                    return std::vector<ledger::NewJob>{};
                  });
}

Status release(Context& context, const std::string& account, std::int64_t id, const Person& person) {
  return on_order(context, account, id,
                  [&](Unit& unit, OrderBook& book, OrderRow& order) -> Result<std::vector<ledger::NewJob>> {
                    auto declined = decline(context, unit, book, order, person);
                    if (!declined) return fail(std::move(declined.error()));
                    if (order.state != State::held) {
                      if (*declined) return std::vector<ledger::NewJob>{};
                      return not_in(order, "released");
                    }
                    order.reason.clear();
                    book.ledger().record(order, Event::released, by(person));
                    if (order.state == State::rejected) {  // held because of that: it is routed anew
                      if (auto parts = forget_refusals(unit, order); !parts) return fail(std::move(parts.error()));
                      book.ledger().record(order, Event::retried, by(person));
                    }
                    return go_on(context, unit, book, order, by(person));
                  });
}

Status edit_shipment(Context& context, const std::string& account, std::int64_t id, const ShipmentEdit& edit,
                     const Person& person) {
  return on_shipment(context, account, id, [&](Unit& unit, OrderBook& book, ledger::ShipmentRow& shipment) {
    if (!edit.carrier.empty()) shipment.carrier = edit.carrier;
    if (!edit.service.empty()) shipment.service = edit.service;
    if (!edit.tracking_number.empty()) shipment.tracking_number = edit.tracking_number;
    shipment.warning = tracking_doubt(shipment.carrier, shipment.tracking_number);
    json::object detail{{"message", "shipment edited"},
                        {"package", shipment.package_reference},
                        {"carrier", shipment.carrier},
                        {"service", shipment.service},
                        {"tracking", shipment.tracking_number}};
    if (!shipment.warning.empty()) detail["warning"] = shipment.warning;
    book.ledger().record(*book.order(shipment.order_id), Event::notice, by(person), detail);
    return confirm_again(context, unit, shipment);
  });
}

Status send_shipment(Context& context, const std::string& account, std::int64_t id, const Person& person) {
  return on_shipment(context, account, id, [&](Unit& unit, OrderBook& book, ledger::ShipmentRow& shipment) -> Status {
    if (shipment.state == ledger::ShipmentState::verified)
      return fail(FW_E_REJECTED, "the channel shows this shipment as it was confirmed; edit it to tell something else");
    book.ledger().record(*book.order(shipment.order_id), Event::notice, by(person),
                         json::object{{"message", "confirmation is sent again"}, {"package", shipment.package_reference}});
    return confirm_again(context, unit, shipment);
  });
}

Status run_now(Context& context, const std::string& account_name, const std::string& target, const std::string& flow) {
  const auto* account = context.account(account_name);
  if (!account) return fail(FW_E_INVALID, "no account " + account_name);
  std::vector<ledger::NewJob> jobs;
  for (auto& job : schedule(*account, context.catalogue, ledger::kUrgent)) {
    bool meant = (job.group.kind == "pull-" + flow || job.group.kind == flow) && job.group.target == target;
    if ((flow == "orders" && job.group.kind == "pull-orders") || (flow == "check" && job.group.kind == "check-orders"))
      for (const auto& group : order_groups(*account, context.catalogue))
        for (const auto* store : group.stores) meant = meant || (group.id == job.group.target && store->nickname == target);
    if (meant) jobs.push_back(std::move(job));
  }
  if (flow == "acknowledge" && account->store(target))
    jobs.push_back(acknowledge_job(account_name, target, ledger::kUrgent));
  if (jobs.empty())
    return fail(FW_E_INVALID, fmt::format("{} has no flow \"{}\": orders, check and acknowledge for stores, shipments "
                                          "and stock for warehouses and for stores that ship what others sold; check "
                                          "where the channel has a list of its own and orders.check-every is not off; "
                                          "tell for stores that are told of their orders",
                                          target, flow));
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto known = still_called(unit->tx(), account_name); !known) return known;
  if (auto ok = unit->enqueue(jobs); !ok) return ok;
  return unit->commit();
}

Status replay(Context& context, std::int64_t id, const Person& person) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  auto group = ledger::revive(unit->tx(), id, "replayed " + by(person), now);
  if (!group) return fail(std::move(group.error()));
  if (!*group) return fail(FW_E_INVALID, fmt::format("no dead letter {}", id));
  if (auto ok = unit->commit(); !ok) return ok;
  context.wake(**group, now);
  return {};
}

Status pause_store(Context& context, const std::string& account, const std::string& store, bool paused) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto found = ledger::set_paused(unit->tx(), account, store, paused);
  if (!found) return fail(std::move(found.error()));
  if (!*found) return fail(FW_E_INVALID, fmt::format("no store {} in account {}", store, account));
  return unit->commit();
}

}  // namespace fairway::flows
