// Orders come in: one pull for all stores that share what the remote counts; each page is stored with its cursor in one
// transaction. A store that was not in the last pull (new, or paused meanwhile) is caught up first by a bounded pull.
#include "host/flows/intake/pull_orders.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/intake/order_source.hpp"
#include "host/flows/intake/switched_on.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"

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

// What a store lacks: it was not in the last pull, or takes on now what is older than all that was ever asked for.
Result<std::optional<Instant>> missed_since(storage::Transaction& tx, const Plan& plan, const ledger::StoreRow& store) {
  const auto& account = plan.intake.account->name;
  auto last = read_time(tx, covered_scope(account, store));
  if (!last) return last;
  if (!plan.covered) return std::optional<Instant>();
  const auto live = *store.live_since;
  if (!*last) return std::optional(live);
  auto from = read_time(tx, covered_from_scope(account, store));
  if (!from) return from;
  if (*from && live < **from) return std::optional(live);
  return **last < *plan.covered ? std::optional(**last - kOverlap) : std::nullopt;
}

Result<Plan> make_plan(Context& context, const config::Account& account, const PullGroup& group, const Work& work) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  Plan plan;
  auto intake = intake_of(**tx, account, group, cause_of(work));
  if (!intake) return fail(std::move(intake.error()));
  plan.intake = std::move(*intake);
  if (plan.intake.stores.empty()) return plan;

  plan.cursor_scope = orders_scope(account.name, group.id);
  auto cursor = ledger::cursor(**tx, plan.cursor_scope);
  if (!cursor) return fail(std::move(cursor.error()));
  plan.cursor = std::move(*cursor);
  auto covered = read_time(**tx, plan.cursor_scope + "/covered");
  if (!covered) return fail(std::move(covered.error()));
  plan.covered = *covered;

  plan.since = context.clock.now();
  for (const auto& [nickname, store] : plan.intake.stores) {
    plan.since = std::min(plan.since, *store.row.live_since);
    auto missed = missed_since(**tx, plan, store.row);
    if (!missed) return fail(std::move(missed.error()));
    if (*missed) plan.late.push_back({nickname, **missed});
  }
  return plan;
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

plugins::ChannelSpec spec_of(const Context& context, const Intake& intake, const PullWay& way) {
  auto spec = order_spec(context, intake, "orders");
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

// Since when changes of the store's orders were asked for, all pulls taken together.
Status note_from(storage::Transaction& tx, const Plan& plan, const IntakeStore& store, Instant asked, Instant now) {
  const auto scope = covered_from_scope(plan.intake.account->name, store.row);
  auto from = read_time(tx, scope);
  if (!from) return fail(std::move(from.error()));
  if (*from && **from <= asked) return {};
  return ledger::set_cursor(tx, scope, format_time(asked), now);
}

// A pull that has no cursor yet begins where its stores ask it to: that stands before its first page is asked for, since by
// the last one they may ask for another.
Status note_beginning(Context& context, const Plan& plan) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  for (const auto& [nickname, store] : plan.intake.stores)
    if (auto ok = note_from(unit->tx(), plan, store, plan.since, context.clock.now()); !ok) return ok;
  return unit->commit();
}

// The pull is complete: its stores are covered up to its beginning.
Status finish(Context& context, const Plan& plan, Instant began) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  const auto text = format_time(began);
  if (auto ok = ledger::set_cursor(unit->tx(), plan.cursor_scope + "/covered", text, now); !ok) return ok;
  for (const auto& [nickname, store] : plan.intake.stores) {
    if (auto ok = ledger::set_cursor(unit->tx(), covered_scope(plan.intake.account->name, store.row), text, now); !ok)
      return ok;
    if (auto ok = note_pulled(unit->tx(), plan.intake.account->name, store.row, now); !ok) return ok;
    auto from = read_time(unit->tx(), covered_from_scope(plan.intake.account->name, store.row));
    if (!from) return fail(std::move(from.error()));
    if (*from) continue;  // of a database that is older than this note: what it takes on now is what it asked for
    if (auto ok = note_from(unit->tx(), plan, store, std::min(*store.row.live_since, began), now); !ok) return ok;
  }
  for (const auto& late : plan.late) {
    const auto& store = plan.intake.stores.at(late.nickname);
    if (auto ok = note_from(unit->tx(), plan, store, late.since, now); !ok) return ok;
    if (auto ok = ledger::set_cursor(unit->tx(), fmt::format("{}/catch-up/{}", plan.cursor_scope, store.row.id), "", now);
        !ok)
      return ok;
  }
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
  if (auto ok = log_what_waits(context, plan->intake); !ok) return ok;
  const auto began = context.clock.now();
  if (plan->cursor.empty())
    if (auto ok = note_beginning(context, *plan); !ok) return ok;
  const auto spec = spec_of(context, plan->intake, way);
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
  const auto spec = spec_of(context, plan->intake, way);
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
