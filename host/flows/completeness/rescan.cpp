#include "host/flows/completeness/rescan.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/intake/judge.hpp"
#include "host/flows/intake/order_source.hpp"
#include "host/flows/intake/peek_orders.hpp"
#include "host/flows/jobs.hpp"
#include "host/ledger/window.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kRescanLag = std::chrono::minutes(3);  // a window with an end ends at least two minutes ago

// The store and how its orders are asked for.
struct RescanPlace {
  Intake intake;
  std::string group;
};

Result<RescanPlace> rescan_place(Context& context, storage::Transaction& tx, const RescanRequest& request) {
  const auto* account = context.account(request.account);
  const auto* store = account ? account->store(request.store) : nullptr;
  if (!store) return fail(FW_E_INVALID, fmt::format("no store {} in account {}", request.store, request.account));
  for (const auto& group : order_groups(*account, context.catalogue)) {
    if (std::find(group.stores.begin(), group.stores.end(), store) == group.stores.end()) continue;
    auto intake = intake_of(tx, *account, group, "rescan");
    if (!intake) return fail(std::move(intake.error()));
    std::erase_if(intake->stores, [&](const auto& one) { return one.first != request.store; });
    if (intake->stores.empty())
      return fail(FW_E_REJECTED, fmt::format("store {} is paused: `fairway store enable` first", request.store));
    return RescanPlace{std::move(*intake), group.id};
  }
  return fail(FW_E_REJECTED, fmt::format("store {} takes no orders on: orders.enabled is false", request.store));
}

// The view ends with it: none is held while the channel is asked.
Result<RescanPlace> read_place(Context& context, const RescanRequest& request) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  return rescan_place(context, **tx, request);
}

Result<RescanRequest> sound(RescanRequest request, Instant now) {
  request.to = std::min(request.to, now - kRescanLag);
  if (request.from < request.to) return request;
  return fail(FW_E_REJECTED, "the window is empty: it begins before it ends, and ends some minutes ago at the latest");
}

}  // namespace

Result<std::int64_t> ask_rescan(Context& context, const RescanRequest& asked, const Person& person) {
  const auto now = context.clock.now();
  auto request = sound(asked, now);
  if (!request) return fail(std::move(request.error()));
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto known = still_called(unit->tx(), request->account); !known) return fail(std::move(known.error()));
  auto place = rescan_place(context, unit->tx(), *request);
  if (!place) return fail(std::move(place.error()));
  ledger::OrderWindow window;
  window.account = request->account, window.source = place->group;
  window.stores = {place->intake.stores.begin()->second.row.id};
  window.since = request->from, window.until = request->to;
  window.view = ledger::kRescan;
  window.asked_by = person.name;
  window.begun_at = now;
  auto id = ledger::add(unit->tx(), window);
  if (!id) return id;
  if (auto ok = unit->enqueue({rescan_job(request->account, place->group, *id, ledger::kUrgent)}); !ok)
    return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return id;
}

Result<RescanPreview> preview_rescan(Context& context, const RescanRequest& asked, Millis deadline) {
  const auto now = context.clock.now();
  auto request = sound(asked, now);
  if (!request) return fail(std::move(request.error()));
  auto place = read_place(context, *request);
  if (!place) return fail(std::move(place.error()));
  const auto& account = *place->intake.account;
  const auto& store = place->intake.stores.begin()->second;
  Peek peek{
      channel_spec(context.catalogue, account, *store.config, request->store, "orders"),
      {{"stores", store_list(place->intake)}, {"since", format_time(request->from)}, {"until", format_time(request->to)}},
      0,
      {}};
  peek.options = {deadline, true, "rescan-" + request->store, context.stopping};
  std::map<std::string, Order> seen;  // by id: a page may come twice
  const auto peeked = peek_orders(context.plugins, peek, [&](const Order& order) {
    auto& kept = seen[order.channel_order_id];
    kept = order;
    kept.ship_to = {}, kept.buyer = {};  // what judging does not need is not kept for a moment longer
  });
  std::vector<std::string> ids;
  for (const auto& [id, order] : seen) ids.push_back(id);
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto known = ledger::known_orders(**tx, store.row.plugin, store.row.seller, ids);
  if (!known) return fail(std::move(known.error()));
  RescanPreview out;
  out.counted = static_cast<std::int64_t>(seen.size());
  out.known = static_cast<std::int64_t>(known->size());
  out.unread = peeked.unread;
  out.problem = peeked.problem;
  for (const auto& [id, order] : seen) {
    if (known->contains(id)) continue;
    if (!order.updated_at || ledger::to_instant(*order.updated_at) >= *store.row.live_since) out.missing.push_back(id);
    const auto verdict = judge(order, *store.config, account.skus.get(), *store.row.live_since, now);
    if (verdict.verdict == Judgement::Verdict::pass_over) ++out.passed_over[verdict.reason];
    else out.would_take.push_back(id);
  }
  return out;
}

}  // namespace fairway::flows
