#include "host/flows/dispatch/resubmit.hpp"

#include <fmt/format.h>

#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/routing/placing.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;

constexpr const char* kAskedBack = "asked back, to go out anew";  // the cause of what follows from it

class GoingOut {
 public:
  GoingOut(Context& context, Unit& unit, const config::Account& account, OrderBook& book)
      : context_(context), unit_(unit), account_(account), book_(book), placing_(context, unit, account) {}

  Status run(const std::set<std::int64_t>& ids) {
    if (ids.empty()) return {};
    if (auto ok = placing_.load({ids.begin(), ids.end()}); !ok) return ok;
    for (const auto id : ids)
      if (auto ok = take(*book_.order(id)); !ok) return ok;
    if (auto ok = ledger::raise(unit_.tx(), findings_, context_.clock.now()); !ok) return ok;
    if (auto ok = placing_.write(); !ok) return ok;
    return again_ ? unit_.enqueue({map_job(account_.name, context_.clock.now())}) : Status();
  }

 private:
  // It is to go out anew until all of it has found somebody: till then nothing may pass for all that is wanted.
  Status take(ledger::OrderRow& order) {
    auto parts = ledger::fulfilments_of(unit_.tx(), {order.id});
    if (!parts) return fail(std::move(parts.error()));
    const auto any = [&](FulfilmentState state) {
      return std::any_of(parts->begin(), parts->end(), [&](const Fulfilment& part) { return part.state == state; });
    };
    if (any(FulfilmentState::cancelling)) return {};  // another warehouse has not answered yet
    if (!any(FulfilmentState::submitted) && !any(FulfilmentState::sending)) {
      order.resubmit = false;
      again_ = true;
      order.reason.clear();
      book_.ledger().record(order, Event::retried, kAskedBack);
      return {};
    }
    name_too_late(order, *parts);
    return place_rest(order, *parts);
  }

  void name_too_late(const ledger::OrderRow& order, const std::vector<Fulfilment>& parts) {
    for (const auto& part : parts)
      if (ledger::maybe_there(part))
        findings_.push_back(ledger::order_finding(
            "correction", order, part.warehouse,
            fmt::format("{} ships part {} as it was, and not as it was corrected: it would not give it back", part.warehouse,
                        part.reference)));
  }

  // What the others gave back goes out by itself: the order cannot be mapped anew while a part of it ships.
  Status place_rest(ledger::OrderRow& order, const std::vector<Fulfilment>& parts) {
    const auto document = order_less_personal(order);
    const auto* store = account_.store(order.store);
    if (!document || !store) {
      findings_.push_back(ledger::order_finding("refused", order, order.store, "a part waits: its store is not configured"));
      return {};
    }
    auto parcels = ledger::shipments_of(unit_.tx(), {order.id});
    if (!parcels) return fail(std::move(parcels.error()));
    const auto standing = placing_.standing(order.id);
    auto lines = still_open(*document, *parcels);
    auto unwanted = asked_back(unit_.tx(), {order.id});
    if (!unwanted) return fail(std::move(unwanted.error()));
    auto taken = std::move((*unwanted)[order.id].units);
    for (const auto& part : parts)
      if (ledger::maybe_there(part))
        for (const auto& line : not_left(part, *parcels)) taken[line.line_id] += line.quantity;
    for (auto& line : lines) line.quantity -= taken[line.line_id];
    std::erase_if(lines, [](const LineQuantity& line) { return line.quantity <= 0; });
    if (lines.empty()) return none_left(order);
    auto stock = known_stock(unit_.tx(), account_, {{order.store, &*document}}, context_.clock.now());
    if (!stock) return fail(std::move(stock.error()));
    const auto way = route(account_, *store, lines, *stock, standing.refusals);
    if (!order.correction.service.empty()) order.service = order.correction.service;
    placing_.add(book_.ledger(), order, way.parts);
    order.resubmit = !way.held.empty();
    if (order.resubmit)
      findings_.push_back(ledger::order_finding("refused", order, order.store, fmt::format("a part waits: {}", way.held)));
    return {};
  }

  Status none_left(ledger::OrderRow& order) {
    order.resubmit = false;
    return note_shipped(unit_, book_.ledger(), order, kAskedBack);
  }

  Context& context_;
  Unit& unit_;
  const config::Account& account_;
  OrderBook& book_;
  Placing placing_;
  std::vector<ledger::Finding> findings_;
  bool again_ = false;
};

}  // namespace

Status place_waiting(Context& context, Unit& unit, const config::Account& account, OrderBook& book, std::int64_t order) {
  return GoingOut(context, unit, account, book).run({order});
}

Result<bool> ask_back(Context& context, Unit& unit, OrderBook& book, ledger::OrderRow& order, const std::string& cause) {
  auto parts = ledger::fulfilments_of(unit.tx(), {order.id});
  if (!parts) return fail(std::move(parts.error()));
  if (std::none_of(parts->begin(), parts->end(), ledger::maybe_there)) return false;
  std::vector<ledger::NewJob> jobs;
  for (auto& part : *parts) {
    if (part.state == FulfilmentState::routed) part.state = FulfilmentState::cancelled;
    if (!ledger::maybe_there(part)) continue;
    part.state = FulfilmentState::cancelling;
    jobs.push_back(cancel_job(part, context.clock.now()));
  }
  order.resubmit = true;
  book.ledger().record(order, Event::notice, cause,
                       json::object{{"message", "the warehouse is asked not to ship it; then it goes out anew"}});
  if (auto ok = ledger::update(unit.tx(), *parts); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit.enqueue(jobs); !ok) return fail(std::move(ok.error()));
  return true;
}

Status record_ended(Context& context, Unit& unit, const config::Account& account, OrderBook& book,
                    const std::vector<CancelledPart>& parts, const std::vector<std::int64_t>& asked) {
  std::vector<CancelledPart> given_up;
  for (const auto& part : parts) {
    auto& order = *book.order(part.fulfilment.order_id);
    if (!order.resubmit) {
      given_up.push_back(part);
      continue;
    }
    auto detail = part.detail;
    detail["message"] = "given back";
    detail["reference"] = part.fulfilment.reference;
    book.ledger().record(order, Event::notice, part.cause, detail);
  }
  if (auto ok = record_cancelled(unit, book, given_up); !ok) return ok;
  std::set<std::int64_t> anew;
  for (const auto id : asked)
    if (book.order(id)->resubmit) anew.insert(id);
  return GoingOut(context, unit, account, book).run(anew);
}

Status record_given_back(Context& context, Unit& unit, const config::Account& account, OrderBook& book,
                         const std::vector<CancelledPart>& parts) {
  if (parts.empty()) return {};
  std::set<std::int64_t> distinct;
  for (const auto& part : parts) distinct.insert(part.fulfilment.order_id);
  const std::vector<std::int64_t> orders(distinct.begin(), distinct.end());
  if (auto ok = send_rest(context, unit, account, book, parts); !ok) return ok;
  if (auto ok = record_ended(context, unit, account, book, parts, orders); !ok) return ok;
  return settle_asked(context, unit, book, orders, parts.front().cause);
}

}  // namespace fairway::flows
