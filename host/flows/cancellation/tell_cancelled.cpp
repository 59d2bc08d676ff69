// The channel is told what the seller gives up of its orders, many in one go, once no warehouse ships it. Each is marked before
// the call, told again where nobody knows what came of it, and counts as done when the ordinary pull shows it.
#include "host/flows/cancellation/tell_cancelled.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/routing/parts.hpp"
#include "host/flows/routing/routing.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::CancellationRow;
using ledger::CancellationState;
using ledger::Event;

constexpr std::int64_t kTellTries = 3;  // messages whose end nobody knows
constexpr Millis kTellAgainAfter = std::chrono::minutes(5);
constexpr Millis kShownWithin = std::chrono::hours(24);
constexpr Millis kConfirmAfter = std::chrono::hours(1);  // a parcel waits no longer for a cancellation to show
constexpr std::size_t kUnverifiedPage = 100;

// Not one of the order's own: those end with the order, and this begins when it has.
ledger::Finding refused_finding(const ledger::OrderRow& order, const std::string& why) {
  return {
      fmt::format("cancellation-refused/{}", order.id), order.account, order.store, "cancellation-refused",
      fmt::format("order {} is given up here, and the channel does not have it so: {}; end it there, or tell it again by "
                  "`fairway orders retry`",
                  order.channel_order_id, why)};
}

plugins::PushItem document_of(const ledger::OrderRow& order, const CancellationRow& row) {
  OrderCancellation out;
  out.channel_order_id = order.channel_order_id;
  out.reason = Open<CancelReason>::parse(row.reason);
  out.lines = row.lines;
  out.whole = row.whole;
  const bool told_before = row.state == CancellationState::telling || row.tries > 0;
  return {
      {std::string(OrderCancellation::kSchema), fmt::format("{}/cancel@{}", order.channel_order_id, row.id), to_json(out)},
      told_before};
}

struct Tellable {
  std::vector<plugins::PushItem> items;
  std::vector<std::size_t> job;         // of each item
  std::vector<std::int64_t> order_ids;  // of all
};

// Marks what is handed over in a transaction of its own, before the call.
Result<Tellable> hand_over(Context& context, const Work& work) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  std::vector<std::int64_t> ids;
  for (const auto& job : work.jobs()) ids.push_back(job.subject);
  auto rows = ledger::cancellations_by_id(unit->tx(), ids);
  if (!rows) return fail(std::move(rows.error()));
  Tellable out;
  for (const auto& row : *rows) out.order_ids.push_back(row.order_id);
  OrderBook book(context.clock.now());
  if (auto ok = book.load(unit->tx(), out.order_ids); !ok) return fail(std::move(ok.error()));
  std::vector<CancellationRow> marked;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto row = std::find_if(rows->begin(), rows->end(), [&](const auto& each) { return each.id == ids[i]; });
    if (row == rows->end()) continue;
    const bool wanted = row->state == CancellationState::due || row->state == CancellationState::telling;
    if (!wanted) continue;  // it ships after all, or the channel shows it already
    out.items.push_back(document_of(*book.order(row->order_id), *row));
    out.job.push_back(i);
    if (row->state == CancellationState::due) row->told_at = context.clock.now();  // from now on it may have it
    row->state = CancellationState::telling;
    marked.push_back(*row);
  }
  if (auto ok = ledger::update(unit->tx(), marked); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return out;
}

bool has_line(const std::vector<LineQuantity>& lines, const std::string& id) {
  return std::any_of(lines.begin(), lines.end(), [&](const LineQuantity& line) { return line.line_id == id; });
}
bool shares_lines(const CancellationRow& row, const std::vector<LineQuantity>& parcel) {
  return std::any_of(parcel.begin(), parcel.end(), [&](const auto& sent) { return has_line(row.lines, sent.line_id); });
}
bool covers(const CancellationRow& row, const std::vector<LineQuantity>& parcel) {
  return std::all_of(parcel.begin(), parcel.end(), [&](const auto& sent) { return has_line(row.lines, sent.line_id); });
}

// Every line of it is cancelled there, or the whole order.
bool shows(const Order& shown, const CancellationRow& row) {
  if (shown.status.value == OrderStatus::cancelled) return true;
  return std::all_of(row.lines.begin(), row.lines.end(), [&](const LineQuantity& line) {
    return std::any_of(shown.lines.begin(), shown.lines.end(), [&](const OrderLine& each) {
      return each.id == line.line_id && each.quantity_cancelled >= line.quantity;
    });
  });
}

// A channel takes whole lines only: of one that shipped in part, and of which it does not know that yet, it would cancel what
// left. What is taken out of the row.
std::vector<LineQuantity> take_out_parts_of_lines(const ledger::OrderRow& order, CancellationRow& row) {
  std::vector<LineQuantity> out;
  const auto shown = order_as_shown(order);
  if (!shown) return out;
  UnitsByLine open;
  for (const auto& line : open_lines(*shown)) open[line.line_id] = line.quantity;
  std::erase_if(row.lines, [&](const LineQuantity& line) {
    if (line.quantity >= open[line.line_id]) return false;
    out.push_back(line);
    return true;
  });
  return out;
}

}  // namespace

bool takes_cancellations(const Context& context, const std::string& plugin) {
  return context.catalogue.push(plugin, OrderCancellation::kSchema) != nullptr;
}

void due_or_moot(const Context& context, ledger::Ledger& ledger, ledger::OrderRow& order, CancellationRow& row,
                 const std::string& cause) {
  if (order.channel_status == kCancelledThere) row.state = CancellationState::verified;
  if (order.channel_status == kCancelledThere) return;
  if (!takes_cancellations(context, order.plugin)) {
    row.state = CancellationState::moot;
    ledger.record(order, Event::notice, cause,
                  json::object{{"message", "this channel is not told: cancel it there too"}, {"reason", row.reason}});
    return;
  }
  const auto untold = take_out_parts_of_lines(order, row);
  if (untold.empty()) return;
  row.whole = false;
  for (const auto& line : untold)
    ledger.record(
        order, Event::notice, cause,
        json::object{{"message", "some of this line shipped, and the channel takes whole lines: cancel the rest there"},
                     {"line", line.line_id},
                     {"sku", line.sku},
                     {"quantity", line.quantity}});
  if (row.lines.empty()) row.state = CancellationState::moot;
}

ledger::NewJob tell_job(const Context& context, const ledger::OrderRow& order, const CancellationRow& row) {
  const auto* kind = context.catalogue.push(order.plugin, OrderCancellation::kSchema);
  return tell_cancelled_job(order, row.id, context.clock.now() + Millis(kind ? kind->linger_ms : 0));
}

Status tell_cancelled(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  const auto& store = *place->store;
  auto tellable = hand_over(context, work);
  if (!tellable) return fail(std::move(tellable.error()));
  const auto spec = channel_spec(context.catalogue, *place->account, store, store.nickname, OrderCancellation::kSchema);
  auto pushed = push(context, work, spec, tellable->items, tellable->order_ids);
  const auto record = [&](Unit& unit, OrderBook& book) -> Result<std::vector<ledger::Outcome>> {
    std::vector<std::int64_t> ids;
    for (const auto& job : work.jobs()) ids.push_back(job.subject);
    auto rows = ledger::cancellations_by_id(unit.tx(), ids);
    if (!rows) return fail(std::move(rows.error()));
    std::vector<ledger::Outcome> outcomes(work.jobs().size());
    std::vector<ledger::Finding> findings;
    const auto now = context.clock.now();
    bool any = false;
    for (std::size_t i = 0; i < tellable->items.size(); ++i) {
      const auto job = tellable->job[i];
      const auto row = std::find_if(rows->begin(), rows->end(), [&](const auto& each) { return each.id == ids[job]; });
      if (row == rows->end() || row->state != CancellationState::telling) continue;  // it shows already
      auto& order = *book.order(row->order_id);
      const auto& result = pushed.of(i);
      if (result.status) {
        row->state = CancellationState::told, row->told_at = now, row->remote_id = result.remote_id;
        book.ledger().record(order, Event::cancellation_told, cause_of(work, job),
                             json::object{{"reason", row->reason}, {"whole", row->whole}, {"id", result.remote_id}});
        any = true;
        continue;
      }
      const auto& why = result.status.error();
      const bool refused = why.code == FW_E_REJECTED;
      if (!refused) outcomes[job] = again_later(why);
      if (!refused && !ledger::is_last_try(work.jobs()[job], why)) continue;
      row->state = CancellationState::refused, row->error = why.message;
      book.ledger().record(order, Event::cancellation_result, cause_of(work, job),
                           json::object{{refused ? "refused" : "message", row->error}});
      findings.push_back(refused_finding(order, row->error));
    }
    if (auto ok = ledger::update(unit.tx(), *rows); !ok) return fail(std::move(ok.error()));
    if (auto ok = ledger::raise(unit.tx(), findings, now); !ok) return fail(std::move(ok.error()));
    if (any)
      if (auto ok = unit.enqueue({notices_job(place->account->name, store.nickname, now + kNoticesAfter)}); !ok)
        return fail(std::move(ok.error()));
    return outcomes;
  };
  return with_orders(context, work, tellable->order_ids, pushed, record);
}

Status verify_cancellations(Context& context, Unit& unit, ledger::Ledger& ledger, const std::string& cause,
                            const std::vector<ShownCancelled>& shown) {
  std::vector<std::int64_t> ids;
  for (const auto& each : shown)
    if (each.order->id != 0) ids.push_back(each.order->id);
  if (ids.empty()) return {};
  auto rows = ledger::cancellations_of(unit.tx(), ids);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<CancellationRow> verified;
  for (const auto& each : shown)
    for (auto& row : *rows) {
      const bool ended = row.state == CancellationState::verified || row.state == CancellationState::moot ||
                         row.state == CancellationState::asked;
      if (row.order_id != each.order->id || ended || !shows(*each.shown, row)) continue;
      row.state = CancellationState::verified, row.error.clear();
      ledger.record(*each.order, Event::verified, cause, json::object{{"cancelled", row.whole ? "the order" : "its lines"}});
      if (auto ok = ledger::resolve(unit.tx(), refused_finding(*each.order, {}).key, context.clock.now()); !ok) return ok;
      verified.push_back(row);
    }
  return ledger::update(unit.tx(), verified);
}

Status take_results(Context& context, Unit& unit, ledger::Ledger& ledger, const std::string& cause,
                    const std::vector<CancellationResult>& results) {
  if (results.empty()) return {};
  std::vector<std::int64_t> ids;
  for (const auto& result : results) ids.push_back(result.order->id);
  auto rows = ledger::cancellations_of(unit.tx(), ids);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ledger::NewJob> jobs;
  std::vector<ledger::Finding> findings;
  const auto now = context.clock.now();
  for (const auto& result : results) {
    ledger.record(*result.order, Event::cancellation_result, cause,
                  json::object{{"severity", result.severity}, {"message", result.message}});
    for (auto& row : *rows) {
      if (row.order_id != result.order->id || row.state != CancellationState::told || result.severity == "info") continue;
      row.error = result.message;
      if (result.severity == "warning" && ++row.tries < kTellTries) {
        row.state = CancellationState::due;
        jobs.push_back(tell_cancelled_job(*result.order, row.id, now + row.tries * kTellAgainAfter));
      } else {
        row.state = CancellationState::refused;
        findings.push_back(refused_finding(*result.order, result.message));
      }
    }
  }
  if (auto ok = ledger::update(unit.tx(), *rows); !ok) return ok;
  if (auto ok = ledger::raise(unit.tx(), findings, now); !ok) return ok;
  return unit.enqueue(jobs);
}

Status ships_after_all(Unit& unit, ledger::OrderRow& order, const std::vector<LineQuantity>& lines) {
  auto rows = ledger::cancellations_of(unit.tx(), {order.id});
  if (!rows) return fail(std::move(rows.error()));
  std::erase_if(*rows, [&](const auto& row) { return row.state != CancellationState::due || !shares_lines(row, lines); });
  for (auto& row : *rows) {
    row.state = CancellationState::moot, row.error = "it shipped all the same";
    for (const auto& line : row.lines)
      std::erase_if(order.given_up, [&](const LineQuantity& each) { return each.line_id == line.line_id; });
  }
  return ledger::update(unit.tx(), *rows);
}

Result<std::vector<ledger::NewJob>> tell_again(Context& context, Unit& unit, ledger::OrderRow& order) {
  auto rows = ledger::cancellations_of(unit.tx(), {order.id});
  if (!rows) return fail(std::move(rows.error()));
  std::erase_if(*rows, [](const auto& row) { return row.state != CancellationState::refused; });
  std::vector<ledger::NewJob> jobs;
  for (auto& row : *rows) {
    row.state = CancellationState::due, row.error.clear(), row.tries = 0;
    jobs.push_back(tell_cancelled_job(order, row.id, context.clock.now()));
  }
  if (auto ok = ledger::update(unit.tx(), *rows); !ok) return fail(std::move(ok.error()));
  if (!jobs.empty())
    if (auto ok = ledger::resolve(unit.tx(), refused_finding(order, {}).key, context.clock.now()); !ok)
      return fail(std::move(ok.error()));
  return jobs;
}

ToldOf told_of(const ledger::OrderRow& order, const std::vector<CancellationRow>& of_order,
               const std::vector<LineQuantity>& parcel, Instant now) {
  if (order.channel_status == kCancelledThere) return ToldOf::cancelled;
  auto told = ToldOf::nothing;
  for (const auto& row : of_order) {
    if (!shares_lines(row, parcel)) continue;
    if (row.state == CancellationState::verified && covers(row, parcel)) return ToldOf::cancelled;
    if (ledger::maybe_told(row) && now - row.told_at.value_or(row.created_at) < kConfirmAfter) told = ToldOf::maybe;
  }
  return told;
}

Status note_unverified(Context& context, Unit& unit) {
  const auto now = context.clock.now();
  auto rows = ledger::unverified_cancellations(unit.tx(), now - kShownWithin, kUnverifiedPage);
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return {};
  OrderBook book(now);
  std::vector<std::int64_t> ids;
  for (const auto& row : *rows) ids.push_back(row.order_id);
  if (auto ok = book.load(unit.tx(), ids); !ok) return ok;
  std::vector<ledger::Finding> findings;
  for (auto& row : *rows) {
    row.error = row.state == CancellationState::told ? "told a day ago, and it does not show it"
                                                     : "handed over a day ago, and whether it took it is not known";
    row.state = CancellationState::refused;
    if (const auto* order = book.order(row.order_id)) findings.push_back(refused_finding(*order, row.error));
  }
  if (auto ok = ledger::update(unit.tx(), *rows); !ok) return ok;
  return ledger::raise(unit.tx(), findings, now);
}

}  // namespace fairway::flows
