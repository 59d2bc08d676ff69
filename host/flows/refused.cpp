#include "host/flows/refused.hpp"

#include <fmt/format.h>

#include "host/flows/parts.hpp"
#include "host/flows/placing.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;

// Refused by a fulfilling store: another way, or why there is none.
Result<Route> other_way(Context& context, Unit& unit, const config::Account& account, const ledger::OrderRow& row,
                        const RefusedPart& part, Refusals refusals) {
  Route nowhere;
  nowhere.held = fmt::format("{} refused it: {}", part.fulfilment.warehouse, part.message);
  const auto* store = account.store(row.store);
  const auto order = order_less_personal(row);
  if (!store || !order) return nowhere;
  auto stock = known_stock(unit.tx(), account, {{row.store, &*order}}, context.clock.now());
  if (!stock) return fail(std::move(stock.error()));
  refusals[part.fulfilment.warehouse] = part.message;
  auto lines = part.fulfilment.lines;
  as_sold(*order, lines);
  return route(account, *store, lines, *stock, refusals);
}

class Refusing {
 public:
  Refusing(Context& context, Unit& unit, const config::Account& account, OrderBook& book)
      : context_(context), unit_(unit), account_(account), book_(book), placing_(context, unit, account) {}

  Status run(const std::vector<RefusedPart>& refused) {
    std::vector<Fulfilment> parts;
    for (const auto& one : refused) parts.push_back(one.fulfilment);
    auto under_way = with_other_parts(unit_, parts);
    if (!under_way) return fail(std::move(under_way.error()));
    under_way_ = std::move(*under_way);
    if (auto ok = placing_.load(order_ids(parts)); !ok) return ok;
    for (const auto& one : refused)
      if (auto ok = take(one); !ok) return ok;
    if (auto ok = ledger::raise(unit_.tx(), findings_, context_.clock.now()); !ok) return ok;
    return placing_.write();
  }

 private:
  Status take(const RefusedPart& part) {
    auto& order = *book_.order(part.fulfilment.order_id);
    order.reason = part.message;
    book_.ledger().record(
        order, Event::refused, part.cause,
        json::object{{"warehouse", part.fulfilment.warehouse}, {"message", part.message}, {"pointer", part.pointer}});
    const auto* fulfiller = account_.fulfiller(part.fulfilment.warehouse);
    if (!fulfiller || !fulfiller->of_store) return stop(part, order, nullptr), Status();
    auto way = other_way(context_, unit_, account_, order, part, placing_.standing(order.id).refusals);
    if (!way) return fail(std::move(way.error()));
    if (!way->held.empty()) return stop(part, order, &*way), Status();
    order.reason.clear();
    placing_.add(book_.ledger(), order, way->parts);
    return {};
  }

  // `way`: held, where the order is not rejected.
  void stop(const RefusedPart& part, ledger::OrderRow& order, const Route* way) {
    if (way) order.reason = way->held;
    if (under_way_.contains(order.id)) {
      findings_.push_back(ledger::order_finding(
          "refused", order, part.fulfilment.warehouse,
          fmt::format("part {}: {}; `fairway orders retry` sends it again", part.fulfilment.reference, order.reason)));
    } else if (way) {
      json::object detail{{"reason", way->held}};
      if (way->place.line > 0) detail["at"] = way->place.text();
      book_.ledger().record(order, Event::held, part.cause, detail);
    }
  }

  Context& context_;
  Unit& unit_;
  const config::Account& account_;
  OrderBook& book_;
  Placing placing_;
  std::set<std::int64_t> under_way_;
  std::vector<ledger::Finding> findings_;
};

}  // namespace

Status record_refused(Context& context, Unit& unit, const config::Account& account, OrderBook& book,
                      const std::vector<RefusedPart>& refused) {
  return refused.empty() ? Status() : Refusing(context, unit, account, book).run(refused);
}

}  // namespace fairway::flows
