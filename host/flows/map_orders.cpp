// Received orders get a service and a warehouse. An order whose service no rule fits waits in needs-mapping, visible, and
// goes on by itself once mapped; one that no warehouse may take is held.
#include <fmt/format.h>

#include "host/flows/decide.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/verbs.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;
using ledger::OrderRow;
using ledger::State;

constexpr std::size_t kMappingPage = 200;
constexpr Millis kAskAgain = std::chrono::minutes(1);  // a shipping map that could not answer

// Applies answers to orders in one transaction, re-reading each: what changed meanwhile is left alone.
class Placement {
 public:
  Placement(Context& context, Unit& unit, const config::Account& account, std::string cause)
      : context_(context), unit_(unit), account_(account), cause_(std::move(cause)), book_(context.clock.now()) {}

  Status run(const std::vector<OrderRow>& asked, const std::vector<Mapped>& mapped) {
    std::vector<std::int64_t> ids;
    for (const auto& row : asked) ids.push_back(row.id);
    if (auto ok = book_.load(unit_.tx(), ids); !ok) return ok;
    auto known = ledger::fulfilments_of(unit_.tx(), ids);
    if (!known) return fail(std::move(known.error()));
    for (auto& f : *known) earlier_[f.order_id].push_back(std::move(f));
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (auto* row = book_.order(asked[i].id); row && row->state == asked[i].state)
        if (auto ok = place(*row, mapped[i]); !ok) return ok;
    return write();
  }

 private:
  Status place(OrderRow& row, const Mapped& mapped) {
    const auto order = order_less_personal(row);
    if (!order) return account_.store(row.store) ? hold(row, order.error().message) : Status();
    const auto decision = decide(account_, row, *order, mapped);
    switch (decision.kind) {
      case Decision::Kind::waits: return {};  // the order waits for its store
      case Decision::Kind::unmapped:
        return unmapped(row, mapped.trouble.empty() ? Event::unmapped : Event::mapping_failed, decision.reason);
      case Decision::Kind::dropped: return drop(row, decision.reason);
      case Decision::Kind::held: return hold(row, decision.reason);
      case Decision::Kind::observed:
      case Decision::Kind::sent: break;
    }
    row.service = decision.service;
    row.service_rule = decision.rule.text();
    row.reason.clear();
    return decision.kind == Decision::Kind::observed ? observe(row, *decision.warehouse)
                                                     : send(row, *decision.warehouse, decision.lines);
  }

  Status unmapped(OrderRow& row, Event event, const std::string& why) {
    if (row.state == State::needs_mapping && row.reason == why) return {};  // waits on, nothing new to say
    row.reason = why;
    book_.ledger().record(row, event, cause_, json::object{{"reason", why}});
    return {};
  }

  Status hold(OrderRow& row, const std::string& why) {
    row.reason = why;
    book_.ledger().record(row, Event::held, cause_, json::object{{"reason", why}});
    return {};
  }

  Status drop(OrderRow& row, const std::string& why) {
    row.reason = why;
    book_.ledger().record(row, Event::dropped, cause_, json::object{{"reason", why}});
    return {};
  }

  Status observe(OrderRow& row, const config::Warehouse& warehouse) {
    book_.ledger().record(
        row, Event::would_send, row.service_rule,
        json::object{{"warehouse", warehouse.name}, {"service", row.service}, {"reference", reference_for(row, 1, false)}});
    row.reason = "observed";
    book_.ledger().record(row, Event::observed, "mode: observe");
    return {};
  }

  Status send(OrderRow& row, const config::Warehouse& warehouse, const std::vector<LineQuantity>& lines) {
    book_.ledger().record(row, Event::routed, row.service_rule,
                          json::object{{"warehouse", warehouse.name}, {"service", row.service}});
    auto& before = earlier_[row.id];
    for (const auto& f : before)
      if (f.state == FulfilmentState::sending) {
        again_.push_back(f);  // that warehouse may have it: nothing about it changes, and no other gets it
        return {};
      }
    for (auto& f : before)
      if (f.warehouse == warehouse.name && (f.state == FulfilmentState::routed || f.state == FulfilmentState::refused)) {
        f.state = FulfilmentState::routed;  // the same reference again: never a new key on a retry
        f.service = row.service;
        f.lines = lines;
        again_.push_back(f);
        return {};
      }
    Fulfilment fresh;
    fresh.order_id = row.id;
    fresh.account = account_.name;
    fresh.warehouse = warehouse.name;
    fresh.scope = reference_scope(context_, account_, warehouse);
    fresh.part = static_cast<std::int64_t>(before.size()) + 1;
    fresh.reference = reference_for(row, fresh.part, false);
    fresh.state = FulfilmentState::routed;
    fresh.service = row.service;
    fresh.lines = lines;
    fresh.created_at = context_.clock.now();
    fresh_.push_back(std::move(fresh));
    return {};
  }

  // A reference that another order holds in that warehouse's name space is replaced by the hash.
  Status settle_references() {
    std::map<std::string, std::vector<std::string>> wanted;
    for (const auto& f : fresh_) wanted[f.scope].push_back(f.reference);
    std::set<std::pair<std::string, std::string>> taken;
    for (const auto& [scope, references] : wanted) {
      auto found = ledger::fulfilments_by_reference(unit_.tx(), scope, references);
      if (!found) return fail(std::move(found.error()));
      for (const auto& f : *found) taken.emplace(f.scope, f.reference);
    }
    for (auto& f : fresh_)
      if (!taken.emplace(f.scope, f.reference).second) f.reference = reference_for(*book_.order(f.order_id), f.part, true);
    return {};
  }

  Status write() {
    if (auto ok = settle_references(); !ok) return ok;
    if (auto ok = ledger::insert(unit_.tx(), fresh_); !ok) return ok;
    if (auto ok = ledger::update(unit_.tx(), again_); !ok) return ok;
    if (auto ok = book_.ledger().flush(unit_.tx()); !ok) return ok;
    std::vector<ledger::NewJob> jobs;
    for (const auto* list : {&fresh_, &again_})
      for (const auto& f : *list) jobs.push_back(submit_job(f, context_.clock.now()));
    return unit_.enqueue(jobs);
  }

  Context& context_;
  Unit& unit_;
  const config::Account& account_;
  std::string cause_;
  OrderBook book_;
  std::map<std::int64_t, std::vector<Fulfilment>> earlier_;
  std::vector<Fulfilment> fresh_, again_;
};

// One page of orders in `state` after `id`: asked without holding the database, applied in one transaction.
Result<std::vector<OrderRow>> map_page(Context& context, const Work& work, const config::Account& account, State state,
                                       std::int64_t after, bool& failed) {
  std::vector<OrderRow> page;
  {
    auto tx = context.db.read();
    if (!tx) return fail(std::move(tx.error()));
    auto rows = ledger::orders_in_state(**tx, account.name, state, after, kMappingPage);
    if (!rows) return fail(std::move(rows.error()));
    page = std::move(*rows);
  }
  if (page.empty()) return page;
  std::vector<ShippingQuestion> questions;
  for (const auto& row : page) {
    auto order = order_less_personal(row);
    questions.push_back(shipping_question(row, order ? *order : Order{}));
  }
  const auto mapped = ask_shipping_map(context.plugins, account, questions);
  for (const auto& one : mapped) failed = failed || one.failed;
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = Placement(context, *unit, account, cause_of(work)).run(page, mapped); !ok)
    return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return page;
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
