// Where many changes of a store wait and the channel takes them together, and that ends sooner than one by one, they are handed over
// as a submission. They are marked before the call; what is marked when this begins is handed over again, for who did it died. One
// submission of a store at a time: the next waits until the channel has answered.
#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/bulk_plan.hpp"
#include "host/flows/listings/change_record.hpp"
#include "host/flows/listings/submissions.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"

namespace fairway::flows {
namespace {

using ledger::ChangeRow;
using ledger::ChangeState;

constexpr Millis kAfterFailure = std::chrono::minutes(5);
constexpr std::int64_t kLeftBehind = 25'000;

struct BulkTell {
  std::vector<ChangeRow> rows;
  std::vector<plugins::PushItem> items;  // of each
};

std::int64_t most_together(const Context& context, const StorePlace& place) {
  const auto* push = context.catalogue.push(place.store->settings.plugin, ListingBulkChange::kSchema);
  return push ? std::max<std::int64_t>(push->batch, 1) : 0;
}

// Is there anything that is better told together? What was marked before goes out again in any case.
Result<bool> is_worth_it(storage::Transaction& tx, const Context& context, const StorePlace& place, std::int64_t store,
                         const std::vector<ChangeRow>& rows) {
  if (std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.state == ChangeState::submitting; }))
    return true;
  const auto& plugin = place.store->settings.plugin;
  auto last = ledger::last_submissions(tx, store, 1);
  if (!last) return fail(std::move(last.error()));
  const bool known = !last->empty() && last->front().ended_at && last->front().fate == kDone;
  return is_bulk_sooner({static_cast<std::int64_t>(rows.size()), rate_of_changes(context.catalogue, plugin),
                         known ? *last->front().ended_at - last->front().at : Millis(0)});
}

Result<BulkTell> hand_over_together(Context& context, const Work& work, const StorePlace& place) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto store = store_row_id(unit->tx(), work.group());
  if (!store) return fail(store.error());
  auto open = ledger::open_submissions(unit->tx(), *store);
  if (!open) return fail(std::move(open.error()));
  if (!open->empty()) return BulkTell{};
  const auto most = most_together(context, place);
  auto rows = ledger::changes_for_submission(unit->tx(), *store, most > 0 ? most : kLeftBehind);
  if (!rows) return fail(std::move(rows.error()));
  if (most == 0) {  // another plugin, or an older one: what was marked is told by itself
    std::erase_if(*rows, [](const auto& row) { return row.state != ChangeState::submitting; });
    return BulkTell{std::move(*rows), {}};
  }
  auto worth = is_worth_it(unit->tx(), context, place, *store, *rows);
  if (!worth) return fail(std::move(worth.error()));
  if (!*worth) return BulkTell{};
  auto wants = ledger::wants_of(unit->tx(), listings_of(*rows));
  if (!wants) return fail(std::move(wants.error()));
  BulkTell out;
  for (auto& row : *rows) {
    const bool told_before = row.state == ChangeState::submitting;
    out.items.push_back({{std::string(ListingBulkChange::kSchema), fmt::format("listing-change/{}", row.id),
                          to_json(ListingBulkChange{as_it_holds(row, *wants)})},
                         told_before});
    row.state = ChangeState::submitting;
    if (!row.told_at) row.told_at = context.clock.now();
  }
  out.rows = std::move(*rows);
  if (auto ok = ledger::update(unit->tx(), out.rows); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return out;
}

// Each is in a submission, refused, or told by itself again.
std::vector<ledger::Submission> record_submitted(ChangeRecord& record, const BulkTell& told, const Pushed& pushed,
                                                 std::int64_t store, Instant now) {
  std::map<std::string, std::int64_t> sizes;
  for (std::size_t i = 0; i < told.rows.size(); ++i) {
    auto* row = record.row(told.rows[i].id);
    if (!row) continue;
    if (told.items.empty()) {
      record.tell_again(*row);
      continue;
    }
    const auto& result = pushed.of(i);
    const auto answer = read_answer(result);
    if (result.status && !answer.submission.empty()) {
      record.submit(*row, answer.submission);
      ++sizes[answer.submission];
    } else if (!result.status && result.status.error().code == FW_E_REJECTED) {
      record.refuse(*row, result.status.error().message, answer);
    } else {
      record.tell_again(*row);
    }
  }
  std::vector<ledger::Submission> made;
  for (const auto& [name, changes] : sizes) made.push_back({0, store, name, changes, now, std::nullopt, ""});
  return made;
}

}  // namespace

Status submit_listings(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  auto told = hand_over_together(context, work, *place);
  if (!told) return fail(std::move(told.error()));
  const auto spec =
      channel_spec(context.catalogue, *place->account, *place->store, place->store->nickname, ListingBulkChange::kSchema);
  auto pushed = push(context, work, spec, told->items, {});
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto store = store_row_id(unit->tx(), work.group());
  if (!store) return fail(store.error());
  const auto now = context.clock.now();
  ChangeRecord record(context, *unit, *place, *store);
  if (auto ok = record.load(told->rows); !ok) return ok;
  const auto made = record_submitted(record, *told, pushed, *store, now);
  if (auto ok = record.write(); !ok) return ok;
  if (auto ok = ledger::insert(unit->tx(), made); !ok) return ok;
  if (!made.empty())
    if (auto ok = unit->enqueue({pull_verdicts_job(place->account->name, place->store->nickname, now + kFirstVerdict)}); !ok)
      return ok;
  if (auto ok = keep_state(*unit, pushed.scope, std::move(pushed.end.end.state)); !ok) return ok;
  const bool failed =
      made.empty() && !told->rows.empty();  // what is left goes one by one, until the channel takes many again
  const auto outcome = failed ? ledger::Outcome{std::nullopt, now + kAfterFailure} : ledger::Outcome{};
  if (auto ok = work.settle_all(context, unit->tx(), outcome); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
