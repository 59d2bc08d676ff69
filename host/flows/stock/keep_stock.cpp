// What keeps the stock ledger small and true to time: stock that is reserved for orders which are not paid for too long is
// free again, old movements are folded, and what was sold long ago is forgotten.
#include "host/flows/steps.hpp"
#include "host/flows/stock/reserve.hpp"
#include "host/ledger/stock_proof.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kMovementsKept = std::chrono::hours(24 * 30);  // then a balance keeps their sum
constexpr Millis kSoldCounts = std::chrono::hours(24 * 14);     // without a snapshot that accounts for it
constexpr std::size_t kKeepPage = 2000;

// The order stays, and goes on once it is paid.
Result<std::size_t> free_unpaid(Context& context, Unit& unit, const std::string& cause) {
  const auto now = context.clock.now();
  auto ids = ledger::unpaid_since(unit.tx(), now - kUnpaidHolds, kKeepPage);
  if (!ids) return fail(std::move(ids.error()));
  OrderBook book(now);
  if (auto ok = book.load(unit.tx(), *ids); !ok) return fail(std::move(ok.error()));
  for (const auto id : *ids) {
    auto& order = *book.order(id);
    const std::string why = "its stock is free again: it was not paid within 7 days";
    if (order.state == ledger::State::reserved) order.reason = why;  // one that is held keeps the reason of that
    book.ledger().record(order, ledger::Event::notice, cause, json::object{{"message", why}});
  }
  if (auto freed = ledger::reserve(unit.tx(), *ids, {}, cause, now); !freed) return fail(std::move(freed.error()));
  if (auto ok = book.ledger().flush(unit.tx()); !ok) return fail(std::move(ok.error()));
  return ids->size();
}

}  // namespace

Status keep_stock(Context& context, Work& work) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  auto freed = free_unpaid(context, *unit, cause_of(work));
  if (!freed) return fail(std::move(freed.error()));
  auto folded = ledger::fold_movements(unit->tx(), now - kMovementsKept, kKeepPage);
  if (!folded) return fail(std::move(folded.error()));
  auto forgotten = ledger::drop_sold(unit->tx(), now - kSoldCounts, kKeepPage);
  if (!forgotten) return fail(std::move(forgotten.error()));
  ledger::Outcome outcome;
  if (*freed == kKeepPage || *folded == kKeepPage || *forgotten == kKeepPage) outcome.again = now;
  if (auto ok = work.settle_all(context, unit->tx(), outcome); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
