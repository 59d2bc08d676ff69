#include "host/flows/intake/switched_on.hpp"

#include "host/base/text.hpp"
#include "host/flows/intake/order_source.hpp"
#include "host/flows/intake/peek_orders.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

constexpr const char* kToCount = "to-count";  // else when it was counted; empty: never switched on again

Result<bool> is_to_be_counted(Context& context, const std::string& account, const ledger::StoreRow& store) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto noted = ledger::cursor(**tx, switched_on_scope(account, store.id));
  if (!noted) return fail(std::move(noted.error()));
  if (!noted->empty()) return *noted == kToCount;
  auto covered = read_time(**tx, covered_scope(account, store));
  if (!covered) return fail(std::move(covered.error()));
  return !*covered;
}

}  // namespace

Status note_switched_on(storage::Transaction& tx, const std::string& account, std::int64_t store_id, Instant now) {
  return ledger::set_cursor(tx, switched_on_scope(account, store_id), kToCount, now);
}

Status note_pulled(storage::Transaction& tx, const std::string& account, const ledger::StoreRow& store, Instant now) {
  const auto scope = switched_on_scope(account, store.id);
  auto noted = ledger::cursor(tx, scope);
  if (!noted) return fail(std::move(noted.error()));
  return *noted == kToCount ? ledger::set_cursor(tx, scope, format_time(now), now) : Status();
}

Status log_what_waits(Context& context, const Intake& intake) {
  const auto& account = *intake.account;
  for (const auto& [nickname, store] : intake.stores) {
    const auto due = is_to_be_counted(context, account.name, store.row);
    if (!due) return fail(due.error());
    if (!*due) continue;
    const auto now = context.clock.now();
    const auto waiting = count_waiting(context.plugins, context.catalogue, account, *store.config, *store.row.live_since,
                                       now, kWaitingDeadline, context.stopping);
    if (context.say)
      context.say("orders are switched on: " + sentence(waiting, start_text(store.config->orders)), account.name, nickname);
    if (!waiting.problem.empty()) continue;
    auto unit = Unit::begin(context);
    if (!unit) return fail(std::move(unit.error()));
    if (auto ok = ledger::set_cursor(unit->tx(), switched_on_scope(account.name, store.row.id), format_time(now), now); !ok)
      return ok;
    if (auto ok = unit->commit(); !ok) return ok;
  }
  return {};
}

}  // namespace fairway::flows
