// Received orders get a service and who ships them. One whose service no rule fits, or whose items are not linked, waits in
// needs-mapping, visible, and goes on by itself once mapped; one that nobody may ship, or of which a listing is paused, is held
// until somebody may, or it is paused no more.
#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/routing/decide.hpp"
#include "host/flows/routing/held.hpp"
#include "host/flows/routing/holds.hpp"
#include "host/flows/routing/placing.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stock/reserve.hpp"
#include "host/flows/verbs.hpp"
#include "host/ledger/listing.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::OrderRow;
using ledger::State;

constexpr const char* kCorrected = "orders edit";  // in place of a rule: a person said the service
constexpr std::size_t kMappingPage = 200;
constexpr Millis kAskAgain = std::chrono::minutes(1);  // a shipping map that could not answer

// Applies answers to orders in one transaction, re-reading each: what changed meanwhile is left alone.
class Placement {
 public:
  Placement(Context& context, Unit& unit, const config::Account& account, std::string cause)
      : unit_(unit),
        now_(context.clock.now()),
        account_(account),
        cause_(std::move(cause)),
        book_(context.clock.now()),
        placing_(context, unit, account) {}

  // `orders`: the documents of those asked about.
  Status run(const std::vector<OrderRow>& asked, const std::vector<Order>& orders, const std::vector<Mapped>& mapped) {
    std::vector<std::int64_t> ids;
    for (const auto& row : asked) ids.push_back(row.id);
    if (auto ok = book_.load(unit_.tx(), ids); !ok) return ok;
    if (auto ok = load_stock(asked, orders, ids); !ok) return ok;
    if (auto ok = load_paused(asked, orders); !ok) return ok;
    if (auto ok = placing_.load(ids); !ok) return ok;
    auto waiting = held_for_route(unit_.tx(), ids);
    if (!waiting) return fail(std::move(waiting.error()));
    auto live = ledger::live_since_of(unit_.tx(), account_.name);
    if (!live) return fail(std::move(live.error()));
    live_since_ = std::move(*live);
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (auto* row = book_.order(asked[i].id); row && row->state == asked[i].state && row->country == asked[i].country)
        if (row->state != State::held || (waiting->contains(row->id) && !refused_by_a_warehouse(row->id)))
          settle(*row, mapped[i]);
    if (auto ok = placing_.write(); !ok) return ok;
    return book_.ledger().flush(unit_.tx());
  }

 private:
  // In the transaction that reserves: of one unit, one order gets it.
  Status load_stock(const std::vector<OrderRow>& asked, const std::vector<Order>& orders,
                    const std::vector<std::int64_t>& ids) {
    std::vector<std::pair<std::string, const Order*>> wanted;
    for (std::size_t i = 0; i < asked.size(); ++i) wanted.emplace_back(asked[i].store, &orders[i]);
    auto stock = known_stock(unit_.tx(), account_, wanted, now_);
    if (!stock) return fail(std::move(stock.error()));
    stock_ = std::move(*stock);
    if (stock_.levels.empty()) return {};
    auto own = ledger::reservations_of(unit_.tx(), ids);
    if (!own) return fail(std::move(own.error()));
    for (auto& row : *own) own_[row.order_id].push_back(std::move(row));
    return {};
  }

  Status load_paused(const std::vector<OrderRow>& asked, const std::vector<Order>& orders) {
    ledger::SkusByStore wanted;
    for (std::size_t i = 0; i < asked.size(); ++i)
      for (const auto& line : orders[i].lines) wanted[asked[i].store_id].insert(line.sku);
    auto paused = ledger::paused_of(unit_.tx(), wanted);
    if (!paused) return fail(std::move(paused.error()));
    paused_ = std::move(*paused);
    return {};
  }

  // By the stock that is there for it: what it holds itself, and nobody is asked to ship yet, is its own.
  Decision decide_on(const OrderRow& row, const Order& order, const Mapped& mapped) {
    auto standing = placing_.standing(row.id);
    if (const auto found = paused_.find(row.store_id); found != paused_.end()) standing.paused = found->second;
    auto& own = own_[row.id];
    std::erase_if(own, [&](const auto& each) { return standing.placed.contains(each.line_id); });
    lend(stock_, own, 1);
    auto decision = decide(account_, row, order, mapped, stock_, standing);
    if (decision.kind != Decision::Kind::sent) lend(stock_, own, -1);
    for (const auto& part : decision.parts)
      if (decision.kind == Decision::Kind::sent)
        for (const auto& line : part.lines) stock_.take(part.fulfiller->name, line.sku, line.quantity);
    return decision;
  }

  void settle(OrderRow& row, const Mapped& mapped) {
    const auto order = order_less_personal(row);
    if (!order) {
      if (account_.store(row.store)) stop(row, Event::held, order.error().message, {});
      return;
    }
    const auto decision = decide_on(row, *order, mapped);
    if (decision.kind == Decision::Kind::waits) return;  // the order waits for its store
    if (decision.kind == Decision::Kind::held) return hold(row, decision);
    if (row.state == State::held) {
      if (decision.failed) return;  // nobody knows whether there is a way
      set_free(row);
    }
    if (decision.kind == Decision::Kind::unmapped) {
      if (row.state == State::needs_mapping && row.reason == decision.reason) return;  // nothing new to say
      return stop(row, decision.reason == mapped.trouble ? Event::mapping_failed : Event::unmapped, decision.reason,
                  decision.rule);
    }
    if (decision.kind == Decision::Kind::dropped) return stop(row, Event::dropped, decision.reason, {});
    if (decision.kind == Decision::Kind::sent)
      if (const auto since = served_by_another(row)) return stop(row, Event::dropped, *since, {});
    row.service = decision.service;
    row.service_rule = row.correction.service.empty() ? decision.rule.text() : kCorrected;
    row.reason.clear();
    if (!decision.left_out.empty())
      book_.ledger().record(
          row, Event::notice, cause_,
          json::object{{"message", "not linked, and left out"}, {"skus", json::value_from(decision.left_out)}});
    if (decision.kind == Decision::Kind::observed) observe(row, decision);
    else placing_.place(book_.ledger(), row, decision.parts);
  }

  // An order that waited while its store was in observe mode, and whoever served the store then may have shipped: going live
  // takes on what is created from then on, unless `orders.start` says otherwise.
  std::optional<std::string> served_by_another(const OrderRow& row) const {
    const auto since = live_since_.find(row.store_id);
    if (since == live_since_.end() || !since->second || row.created_at >= *since->second) return std::nullopt;
    if (placing_.asked_before(row.id)) return std::nullopt;
    return fmt::format("created before the store went live, {}", format_time(*since->second));
  }

  // That a warehouse refused a part waits for a person, whatever else holds the order.
  bool refused_by_a_warehouse(std::int64_t order_id) const {
    for (const auto& [name, refusal] : placing_.standing(order_id).refusals)
      if (const auto* fulfiller = account_.fulfiller(name); fulfiller && !fulfiller->of_store) return true;
    return false;
  }

  void hold(OrderRow& row, const Decision& decision) {
    if (row.state != State::held) return hold_for_route(book_.ledger(), row, decision.reason, decision.routed, cause_);
    if (row.reason == decision.reason) return;
    row.reason = decision.reason;  // that stock is older by now is no event
    book_.ledger().touch(row);
  }

  void set_free(OrderRow& row) {
    book_.ledger().record(row, Event::released, cause_,
                          json::object{{"reason", is_paused_text(row.reason) ? "paused no more" : "there is a way"}});
    if (row.state == State::rejected) book_.ledger().record(row, Event::retried, cause_);
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
  Instant now_;
  const config::Account& account_;
  std::string cause_;
  OrderBook book_;
  Placing placing_;
  StockView stock_;
  ledger::SkusByStore paused_;
  std::map<std::int64_t, std::vector<ledger::Reservation>> own_;  // by order
  std::map<std::int64_t, std::optional<Instant>> live_since_;     // by the store's row
};

struct Page {
  std::vector<OrderRow> rows;
  std::vector<Order> orders;  // of the rows; one that cannot be read is empty
  std::int64_t end = 0;       // the last id that was looked at
  bool more = false;          // there may be others after it
};

// Orders that a person holds are none of this step's.
Result<std::vector<OrderRow>> less_held_by_people(storage::Transaction& tx, std::vector<OrderRow> rows) {
  std::vector<std::int64_t> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  auto waiting = held_for_route(tx, ids);
  if (!waiting) return fail(std::move(waiting.error()));
  std::erase_if(rows, [&](const OrderRow& row) { return !waiting->contains(row.id); });
  return rows;
}

Result<Page> read_page(Context& context, const config::Account& account, State state, std::int64_t after) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::orders_in_state(**tx, account.name, state, after, kMappingPage);
  if (!rows) return fail(std::move(rows.error()));
  Page page{{}, {}, rows->empty() ? after : rows->back().id, rows->size() == kMappingPage};
  if (state == State::held) rows = less_held_by_people(**tx, std::move(*rows));
  if (!rows) return fail(std::move(rows.error()));
  page.rows = std::move(*rows);
  for (const auto& row : page.rows) page.orders.push_back(order_less_personal(row).value_or(Order{}));
  return page;
}

// A page is asked about without holding the database, and applied in one transaction.
Status map_page(Context& context, const Work& work, const config::Account& account, const Page& page, bool& failed) {
  if (page.rows.empty()) return {};
  std::vector<ShippingQuestion> questions;
  for (std::size_t i = 0; i < page.rows.size(); ++i) questions.push_back(shipping_question(page.rows[i], page.orders[i]));
  const auto mapped = ask_shipping_map(context.plugins, account, questions);
  for (const auto& one : mapped) failed = failed || one.failed;
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = Placement(context, *unit, account, cause_of(work)).run(page.rows, page.orders, mapped); !ok) return ok;
  return unit->commit();
}

// All orders in `state`; the id of the last one.
Result<std::int64_t> map_all(Context& context, const Work& work, const config::Account& account, State state, bool& failed) {
  for (std::int64_t after = 0;;) {
    auto page = read_page(context, account, state, after);
    if (!page) return fail(std::move(page.error()));
    if (auto ok = map_page(context, work, account, *page, failed); !ok) return fail(std::move(ok.error()));
    after = page->end;
    if (!page->more || (context.stopping && *context.stopping)) return after;
  }
}

// Orders that are not paid, and could not reserve all that they want, try again.
Status reserve_again(Context& context, const Work& work, const config::Account& account) {
  for (std::int64_t after = 0;;) {
    auto unit = Unit::begin(context);
    if (!unit) return fail(std::move(unit.error()));
    auto rows = ledger::orders_in_state(unit->tx(), account.name, State::reserved, after, kMappingPage);
    if (!rows) return fail(std::move(rows.error()));
    std::vector<OrderRow*> wanting;
    for (auto& row : *rows)
      if (!row.reason.empty()) wanting.push_back(&row);
    ledger::Ledger ledger(context.clock.now());
    if (auto ok = reserve_stock(*unit, account, ledger, wanting, cause_of(work), context.clock.now()); !ok) return ok;
    if (auto ok = ledger.flush(unit->tx()); !ok) return ok;
    if (auto ok = unit->commit(); !ok) return ok;
    if (rows->size() < kMappingPage || (context.stopping && *context.stopping)) return {};
    after = rows->back().id;
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
    for (const auto waiting : {State::needs_mapping, State::held})
      if (auto ok = map_all(context, work, **account, waiting, failed); !ok) return fail(std::move(ok.error()));
  if (is_remap(work.jobs().front()))
    if (auto ok = reserve_again(context, work, **account); !ok) return ok;

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
