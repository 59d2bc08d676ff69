// Received orders get a service and who ships them. One whose service no rule fits, or whose items are not linked, waits in
// needs-mapping, visible, and goes on by itself once mapped; one that nobody may ship is held.
#include <fmt/format.h>

#include "host/flows/decide.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/placing.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/verbs.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::OrderRow;
using ledger::State;

constexpr std::size_t kMappingPage = 200;
constexpr Millis kAskAgain = std::chrono::minutes(1);  // a shipping map that could not answer

// Applies answers to orders in one transaction, re-reading each: what changed meanwhile is left alone.
class Placement {
 public:
  Placement(Context& context, Unit& unit, const config::Account& account, std::string cause)
      : unit_(unit),
        account_(account),
        cause_(std::move(cause)),
        book_(context.clock.now()),
        placing_(context, unit, account) {}

  Status run(const std::vector<OrderRow>& asked, const std::vector<Mapped>& mapped, const StockView& stock) {
    std::vector<std::int64_t> ids;
    for (const auto& row : asked) ids.push_back(row.id);
    if (auto ok = book_.load(unit_.tx(), ids); !ok) return ok;
    if (auto ok = placing_.load(ids); !ok) return ok;
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (auto* row = book_.order(asked[i].id); row && row->state == asked[i].state) settle(*row, mapped[i], stock);
    if (auto ok = placing_.write(); !ok) return ok;
    return book_.ledger().flush(unit_.tx());
  }

 private:
  void settle(OrderRow& row, const Mapped& mapped, const StockView& stock) {
    const auto order = order_less_personal(row);
    if (!order) {
      if (account_.store(row.store)) stop(row, Event::held, order.error().message, {});
      return;
    }
    const auto decision = decide(account_, row, *order, mapped, stock, placing_.standing(row.id));
    switch (decision.kind) {
      case Decision::Kind::waits: return;  // the order waits for its store
      case Decision::Kind::unmapped:
        if (row.state == State::needs_mapping && row.reason == decision.reason) return;  // nothing new to say
        return stop(row, decision.reason == mapped.trouble ? Event::mapping_failed : Event::unmapped, decision.reason,
                    decision.rule);
      case Decision::Kind::dropped: return stop(row, Event::dropped, decision.reason, {});
      case Decision::Kind::held: return stop(row, Event::held, decision.reason, decision.routed);
      case Decision::Kind::observed:
      case Decision::Kind::sent: break;
    }
    row.service = decision.service;
    row.service_rule = decision.rule.text();
    row.reason.clear();
    if (!decision.left_out.empty())
      book_.ledger().record(
          row, Event::notice, cause_,
          json::object{{"message", "not linked, and left out"}, {"skus", json::value_from(decision.left_out)}});
    if (decision.kind == Decision::Kind::observed) observe(row, decision);
    else placing_.place(book_.ledger(), row, decision.parts);
  }

  void stop(OrderRow& row, Event event, const std::string& why, const config::Place& at) {
    row.reason = why;
    json::object detail{{"reason", why}};
    if (at.line > 0) detail["at"] = at.text();
    book_.ledger().record(row, event, cause_, detail);
  }

  void observe(OrderRow& row, const Decision& decision) {
    for (std::size_t i = 0; i < decision.parts.size(); ++i) {
      auto detail = routed_detail(decision.parts[i], row.service);
      detail["reference"] = reference_for(row, static_cast<std::int64_t>(i) + 1, false);
      book_.ledger().record(row, Event::would_send, row.service_rule, detail);
    }
    row.reason = "observed";
    book_.ledger().record(row, Event::observed, "mode: observe");
  }

  Unit& unit_;
  const config::Account& account_;
  std::string cause_;
  OrderBook book_;
  Placing placing_;
};

struct Page {
  std::vector<OrderRow> rows;
  std::vector<Order> orders;  // of the rows; one that cannot be read is empty
  StockView stock;
};
Result<Page> read_page(Context& context, const config::Account& account, State state, std::int64_t after) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::orders_in_state(**tx, account.name, state, after, kMappingPage);
  if (!rows) return fail(std::move(rows.error()));
  Page page{std::move(*rows), {}, {}};
  std::vector<std::pair<std::string, const Order*>> asked;
  page.orders.reserve(page.rows.size());
  for (const auto& row : page.rows)
    asked.emplace_back(row.store, &page.orders.emplace_back(order_less_personal(row).value_or(Order{})));
  auto stock = known_stock(**tx, account, asked, context.clock.now());
  if (!stock) return fail(std::move(stock.error()));
  page.stock = std::move(*stock);
  return page;
}

// One page of orders in `state` after `id`: asked without holding the database, applied in one transaction.
Result<std::vector<OrderRow>> map_page(Context& context, const Work& work, const config::Account& account, State state,
                                       std::int64_t after, bool& failed) {
  auto asked = read_page(context, account, state, after);
  if (!asked) return fail(std::move(asked.error()));
  auto& page = asked->rows;
  if (page.empty()) return std::move(page);
  std::vector<ShippingQuestion> questions;
  for (std::size_t i = 0; i < page.size(); ++i) questions.push_back(shipping_question(page[i], asked->orders[i]));
  const auto mapped = ask_shipping_map(context.plugins, account, questions);
  for (const auto& one : mapped) failed = failed || one.failed;
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = Placement(context, *unit, account, cause_of(work)).run(page, mapped, asked->stock); !ok)
    return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return std::move(page);
}

// All orders in `state`; the id of the last one.
Result<std::int64_t> map_all(Context& context, const Work& work, const config::Account& account, State state, bool& failed) {
  for (std::int64_t after = 0;;) {
    auto page = map_page(context, work, account, state, after, failed);
    if (!page) return fail(std::move(page.error()));
    if (!page->empty()) after = page->back().id;
    if (page->size() < kMappingPage || (context.stopping && *context.stopping)) return after;
  }
}

}  // namespace

Status map_orders(Context& context, Work& work) {
  const auto account = account_of(context, work.group());
  if (!account) return fail(account.error());
  bool failed = false;  // the map could not answer for some: it is asked again for them, by and by
  auto last = map_all(context, work, **account, State::received, failed);
  if (!last) return fail(std::move(last.error()));
  if (is_remap(work.jobs().front()))
    if (auto ok = map_all(context, work, **account, State::needs_mapping, failed); !ok) return fail(std::move(ok.error()));

  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  // What came in meanwhile. Orders that were looked at and stay wait for their store, not for another look.
  auto more = ledger::any_in_state(unit->tx(), (*account)->name, State::received, *last);
  if (!more) return fail(std::move(more.error()));
  if (failed)
    if (auto ok = unit->enqueue({remap_job((*account)->name, now + kAskAgain)}); !ok) return ok;
  if (auto ok = work.settle_all(context, unit->tx(), {std::nullopt, *more ? std::optional(now) : std::nullopt}); !ok)
    return ok;
  return unit->commit();
}

Result<ShipAs> ship_as(const config::Account& account, plugins::Supervisor& plugins, const ShippingQuestion& question) {
  const auto mapped = ask_shipping_map(plugins, account, {question}).front();
  if (!mapped.trouble.empty()) return fail(FW_E_UNAVAILABLE, mapped.trouble);
  const auto place = rule_place(*account.shipping, mapped.answer.rule);
  return ShipAs{mapped.answer.service, place.file, mapped.answer.rule, place.line};
}

}  // namespace fairway::flows
