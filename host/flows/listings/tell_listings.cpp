// The channel is told what shall become of listings. Each change is marked before the call and told again where nobody knows what
// came of it, which does no harm: it says what shall be. Changes of one listing are told in the order in which they were asked
// for, content of a family before that of its variants. What the channel took counts as done when a look shows it.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/listings/change_record.hpp"
#include "host/flows/listings/change_rules.hpp"
#include "host/flows/listings/content_told.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

using ledger::ChangeRow;
using ledger::ChangeState;

constexpr Millis kAfterEarlier = std::chrono::seconds(2);
constexpr Millis kWhilePaused = std::chrono::minutes(10);  // unpausing wakes it at once

struct ListingTell {
  std::vector<ChangeRow> rows;   // that are handed over
  std::vector<std::size_t> job;  // of each
  std::vector<plugins::PushItem> items;
  std::vector<ledger::Outcome> outcomes;  // of all jobs, before the push
};

// Is one of this listing that was asked for before still to be told? Content that is only due holds nothing else back.
bool has_earlier(const ChangeRow& row, const std::vector<ChangeRow>& open) {
  return std::any_of(open.begin(), open.end(), [&](const ChangeRow& other) {
    if (other.listing_id != row.listing_id || other.id >= row.id) return false;
    const bool holds = other.change.wish != ListingWish::content || row.change.wish == ListingWish::content;
    return is_in_hand(other.state) || (other.state == ChangeState::due && holds);
  });
}

Result<ListingTell> hand_over_changes(Context& context, const Work& work, const StorePlace& place) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  std::vector<std::int64_t> ids;
  for (const auto& job : work.jobs()) ids.push_back(job.subject);
  auto rows = ledger::changes_by_id(unit->tx(), ids);
  if (!rows) return fail(std::move(rows.error()));
  const auto listings = listings_of(*rows);
  auto open = ledger::open_changes(unit->tx(), listings);
  if (!open) return fail(std::move(open.error()));
  auto wants = ledger::wants_of(unit->tx(), listings);
  if (!wants) return fail(std::move(wants.error()));
  const auto store_id = store_row_id(unit->tx(), work.group());
  if (!store_id) return fail(store_id.error());
  ContentGate gate;
  if (auto ok = gate.load(unit->tx(), place, *store_id, *rows); !ok) return fail(std::move(ok.error()));
  auto rows_of = ledger::listings_by_id(unit->tx(), listings);
  if (!rows_of) return fail(std::move(rows_of.error()));
  std::set<std::int64_t> paused;
  for (const auto& listing : *rows_of)
    if (is_paused(listing)) paused.insert(listing.id);
  ListingTell out;
  std::vector<ChangeRow> dropped;
  out.outcomes.resize(ids.size());
  const auto now = context.clock.now();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto found = std::find_if(rows->begin(), rows->end(), [&](const auto& row) { return row.id == ids[i]; });
    if (found == rows->end()) continue;  // the listing is gone, and all that was wanted of it
    auto& row = *found;
    if (row.state != ChangeState::due && row.state != ChangeState::telling) continue;
    if (auto why = gate.dropped(row); !why.empty()) {
      row.state = ChangeState::superseded, row.ended_at = now, row.error = std::move(why);
      dropped.push_back(row);
      continue;
    }
    if (has_earlier(row, *open) || gate.waits(row)) {
      out.outcomes[i].again = now + kAfterEarlier;
      continue;
    }
    if (paused.contains(row.listing_id)) {
      out.outcomes[i].again = now + kWhilePaused;
      continue;
    }
    const bool told_before = row.state == ChangeState::telling;
    out.items.push_back(
        {{std::string(ListingChange::kSchema), fmt::format("listing-change/{}", row.id), to_json(as_it_holds(row, *wants))},
         told_before});
    out.job.push_back(i);
    row.state = ChangeState::telling;
    if (!row.told_at) row.told_at = now;
    out.rows.push_back(row);
  }
  if (auto ok = ledger::update(unit->tx(), dropped); !ok) return fail(std::move(ok.error()));
  if (auto ok = forget_told(unit->tx(), dropped, true); !ok) return fail(std::move(ok.error()));
  if (auto ok = ledger::update(unit->tx(), out.rows); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return out;
}

// What became of each that was handed over, and how its job ends.
Result<std::vector<ledger::Outcome>> record_told(ChangeRecord& record, const Work& work, const ListingTell& told,
                                                 const Pushed& pushed) {
  auto outcomes = told.outcomes;
  for (std::size_t i = 0; i < told.rows.size(); ++i) {
    auto* row = record.row(told.rows[i].id);
    if (!row) continue;
    auto& result = pushed.of(i);
    const auto& job = work.jobs()[told.job[i]];
    const bool refused = !result.status && result.status.error().code == FW_E_REJECTED;
    if (result.status) record.take(*row, read_answer(result));
    else if (refused || ledger::is_last_try(job, result.status.error())) {
      record.refuse(*row, result.status.error().message, read_answer(result));
      if (!refused) record.doubt(*row);
    } else outcomes[told.job[i]] = again_later(result.status.error());
  }
  if (auto ok = record.write(); !ok) return fail(std::move(ok.error()));
  return outcomes;
}

}  // namespace

Status tell_listings(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  auto told = hand_over_changes(context, work, *place);
  if (!told) return fail(std::move(told.error()));
  const auto spec =
      channel_spec(context.catalogue, *place->account, *place->store, place->store->nickname, ListingChange::kSchema);
  auto pushed = push(context, work, spec, told->items, {});
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto store_id = store_row_id(unit->tx(), work.group());
  if (!store_id) return fail(store_id.error());
  ChangeRecord record(context, *unit, *place, *store_id);
  if (auto ok = record.load(told->rows); !ok) return ok;
  auto outcomes = record_told(record, work, *told, pushed);
  if (!outcomes) return fail(std::move(outcomes.error()));
  if (auto ok = keep_state(*unit, pushed.scope, std::move(pushed.end.end.state)); !ok) return ok;
  if (auto ok = work.settle(context, unit->tx(), *outcomes); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
