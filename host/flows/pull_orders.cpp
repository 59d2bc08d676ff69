// Orders come in: one pull for all stores that share what the remote counts; each page is stored with its cursor in one
// transaction. A store that was not in the last pull (new, or paused meanwhile) is caught up first by a bounded pull.
#include "host/flows/pull_orders.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/take_orders.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

// A bounded window must end at least two minutes ago (Orders 2026-01-01, lastUpdatedBefore); the rest is overlap.
constexpr Millis kBoundedLag = std::chrono::minutes(3);
// A caught-up store's window begins this much before the last pull that it took part in.
constexpr Millis kOverlap = std::chrono::minutes(10);

// A pull of one group: what is known before it starts.
struct Plan {
  Intake intake;
  std::string cursor_scope;
  std::string cursor;
  std::optional<Instant> covered;  // when the group's last complete pull began
  struct Late {
    std::string nickname;
    Instant since;
  };
  std::vector<Late> late;  // stores to catch up
  Instant since;           // of a pull without a cursor
};

std::string covered_scope(const std::string& account, const ledger::StoreRow& store) {
  return fmt::format("covered/{}/{}", account, store.id);
}

Result<std::optional<Instant>> read_time(storage::Transaction& tx, const std::string& scope) {
  auto text = ledger::cursor(tx, scope);
  if (!text) return fail(std::move(text.error()));
  return parse_time(*text);
}

Result<Plan> make_plan(Context& context, const config::Account& account, const PullGroup& group, const Work& work) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::stores_of(**tx, account.name);
  if (!rows) return fail(std::move(rows.error()));

  Plan plan;
  plan.intake.account = &account;
  plan.intake.source = group.id;
  plan.intake.cause = cause_of(work);
  for (const auto* store : group.stores)
    for (const auto& row : *rows)
      if (row.nickname == store->nickname && row.identity == store->store_identity && row.live_since && !row.paused)
        plan.intake.stores[store->nickname] = {store, row};
  if (plan.intake.stores.empty()) return plan;

  plan.cursor_scope = fmt::format("orders/{}/{}", account.name, group.id);
  auto cursor = ledger::cursor(**tx, plan.cursor_scope);
  if (!cursor) return fail(std::move(cursor.error()));
  plan.cursor = std::move(*cursor);
  auto covered = read_time(**tx, plan.cursor_scope + "/covered");
  if (!covered) return fail(std::move(covered.error()));
  plan.covered = *covered;

  plan.since = context.clock.now();
  for (const auto& [nickname, store] : plan.intake.stores) {
    plan.since = std::min(plan.since, *store.row.live_since);
    auto last = read_time(**tx, covered_scope(account.name, store.row));
    if (!last) return fail(std::move(last.error()));
    const bool missed = plan.covered && (!*last || **last < *plan.covered);
    if (missed) plan.late.push_back({nickname, *last ? **last - kOverlap : *store.row.live_since});
  }
  return plan;
}

json::array store_list(const Intake& intake, const std::string& only = {}) {
  json::array stores;
  for (const auto& [nickname, store] : intake.stores) {
    if (!only.empty() && nickname != only) continue;
    json::object one{{"nickname", nickname}};
    for (const auto& [fact, value] : store.config->settings.facts) one.emplace(fact, value);
    stores.push_back(std::move(one));
  }
  return stores;
}

StreamSink order_sink(Context& context, const Intake& intake, const std::string& state_scope,
                      const std::string& cursor_scope) {
  return {context, state_scope, cursor_scope,
          [&](Unit& unit, const plugins::Batch& batch) { return take_orders(context, unit, intake, batch); }};
}

Status pull(plugins::Channel& channel, StreamSink& sink, const std::string& cursor, json::object params,
            const plugins::CallOptions& options) {
  plugins::PullRequest request{"orders", cursor, json::serialize(params), 0};
  return channel.pull(request, sink, options).status;
}

plugins::ChannelSpec spec_of(const Context& context, const config::Account& account, const PullGroup& group,
                             const PullWay& way) {
  auto spec = channel_spec(context.catalogue, account, *group.stores.front(), group.id, "orders");
  if (!way.lane.empty()) spec.lane = way.lane;
  return spec;
}

// The window that a store missed, on a cursor of its own so that a crash resumes it.
Status catch_up(Context& context, plugins::Channel& channel, const Plan& plan, const Plan::Late& late,
                const std::string& state_scope, const plugins::CallOptions& options) {
  const auto& store = plan.intake.stores.at(late.nickname);
  Intake alone = plan.intake;
  alone.stores = {{late.nickname, store}};
  alone.cause += ", catching up " + late.nickname;
  const auto scope = fmt::format("{}/catch-up/{}", plan.cursor_scope, store.row.id);
  auto sink = order_sink(context, alone, state_scope, scope);
  auto cursor = sink.cursor();
  if (!cursor) return fail(std::move(cursor.error()));
  return pull(channel, sink, *cursor,
              {{"stores", store_list(plan.intake, late.nickname)},
               {"since", format_time(late.since)},
               {"until", format_time(context.clock.now() - kBoundedLag)}},
              options);
}

// The pull is complete: its stores are covered up to its beginning.
Status finish(Context& context, const Plan& plan, Instant began) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  const auto text = format_time(began);
  if (auto ok = ledger::set_cursor(unit->tx(), plan.cursor_scope + "/covered", text, now); !ok) return ok;
  for (const auto& [nickname, store] : plan.intake.stores)
    if (auto ok = ledger::set_cursor(unit->tx(), covered_scope(plan.intake.account->name, store.row), text, now); !ok)
      return ok;
  for (const auto& late : plan.late)
    if (auto ok = ledger::set_cursor(
            unit->tx(), fmt::format("{}/catch-up/{}", plan.cursor_scope, plan.intake.stores.at(late.nickname).row.id), "",
            now);
        !ok)
      return ok;
  return unit->commit();
}

}  // namespace

Result<std::optional<Instant>> covered(storage::Transaction& tx, const std::string& account, const ledger::StoreRow& store) {
  return read_time(tx, covered_scope(account, store));
}

Status pull_window(Context& context, const Work& work, const config::Account& account, const PullGroup& group,
                   const PullWay& way) {
  auto plan = make_plan(context, account, group, work);
  if (!plan) return fail(std::move(plan.error()));
  if (plan->intake.stores.empty()) return {};  // all paused, or none is live yet
  const auto began = context.clock.now();
  const auto spec = spec_of(context, account, group, way);
  auto channel = context.plugins.channel(spec);
  for (const auto& late : plan->late)
    if (auto ok = catch_up(context, *channel, *plan, late, spec.scope, way.options); !ok) return ok;
  auto sink = order_sink(context, plan->intake, spec.scope, plan->cursor_scope);
  if (auto ok = pull(*channel, sink, plan->cursor,
                     {{"stores", store_list(plan->intake)}, {"since", format_time(plan->since)}}, way.options);
      !ok)
    return ok;
  return finish(context, *plan, began);
}

Status read_orders(Context& context, const Work& work, const config::Account& account, const PullGroup& group,
                   const std::vector<std::string>& ids, const PullWay& way, std::set<std::string>& seen) {
  auto plan = make_plan(context, account, group, work);
  if (!plan) return fail(std::move(plan.error()));
  if (plan->intake.stores.empty()) return {};
  const auto spec = spec_of(context, account, group, way);
  StreamSink sink(context, spec.scope, {}, [&](Unit& unit, const plugins::Batch& batch) {
    for (const auto& document : batch.documents)
      if (const auto order = parse_json(document.body)) seen.emplace(text_at(*order, "channel_order_id"));
    return take_orders(context, unit, plan->intake, batch);
  });
  return pull(*context.plugins.channel(spec), sink, {},
              {{"stores", store_list(plan->intake)}, {"ids", json::value_from(ids)}}, way.options);
}

Status pull_orders(Context& context, Work& work) {
  const auto account = account_of(context, work.group());
  if (!account) return fail(account.error());
  for (const auto& group : order_groups(**account, context.catalogue)) {
    if (group.id != work.group().target) continue;
    if (auto ok = pull_window(context, work, **account, group, {call_options(context, work), {}}); !ok) return ok;
    auto unit = Unit::begin(context);
    if (!unit) return fail(std::move(unit.error()));
    if (auto ok = work.settle_all(context, unit->tx(), {}); !ok) return ok;
    return unit->commit();
  }
  return {};  // the group is gone from the configuration; its schedule goes with it
}

}  // namespace fairway::flows
