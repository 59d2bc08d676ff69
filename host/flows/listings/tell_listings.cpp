// The channel is told what shall become of listings. Each change is marked before the call and told again where nobody knows what
// came of it, which does no harm: it says what shall be. Changes of one listing are told in the order in which they were asked
// for, content of a family before that of its variants. What the channel took counts as done when a look shows it.
#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/change_rules.hpp"
#include "host/flows/listings/content_plan.hpp"
#include "host/flows/listings/content_told.hpp"
#include "host/flows/listings/listing_findings.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/listing_change.hpp"

namespace fairway::flows {
namespace {

using ledger::ChangeRow;
using ledger::ChangeState;
using ledger::ListingRow;
using ledger::ListingState;

constexpr Millis kAfterEarlier = std::chrono::seconds(2);

struct ListingTell {
  std::vector<ChangeRow> rows;   // that are handed over
  std::vector<std::size_t> job;  // of each
  std::vector<plugins::PushItem> items;
  std::vector<ledger::Outcome> outcomes;  // of all jobs, before the push
};

std::vector<std::int64_t> listings_of(const std::vector<ChangeRow>& rows) {
  std::vector<std::int64_t> ids;
  for (const auto& row : rows) ids.push_back(row.listing_id);
  return ids;
}

// A hidden listing is published as out of stock, and its shipper is asked as it is now.
ListingChange as_it_holds(const ChangeRow& row, const ledger::Wants& wants) {
  auto change = row.change;
  const auto want = wants.find(row.listing_id);
  const bool hidden = want != wants.end() && want->second.hidden;
  if (hidden && change.wish == ListingWish::publish && change.quantity) change.quantity = 0;
  return change;
}

// Is one of this listing that was asked for before still to be told?
bool has_earlier(const ChangeRow& row, const std::vector<ChangeRow>& open) {
  return std::any_of(open.begin(), open.end(), [&](const ChangeRow& other) {
    return other.listing_id == row.listing_id && other.id < row.id &&
           (other.state == ChangeState::due || other.state == ChangeState::telling);
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

// What the channel says beside its verdict; a remote id that is no answer is the submission's name.
ListingAnswer read_answer(const std::string& remote_id) {
  ListingAnswer answer;
  if (JsonError error; !remote_id.starts_with('{') || !read_json(remote_id, answer, error)) answer = {remote_id, {}};
  return answer;
}

// The listing as the channel has it from now on.
void publish_here(const ListingChange& change, ListingRow& listing, Instant now) {
  if (!is_live(listing.state)) listing.state = listing.back_to.value_or(ListingState::linked);
  listing.back_to.reset();
  auto& shown = listing.shown;
  shown.product_id = change.product_id;
  shown.price = change.price;
  shown.condition = change.condition, shown.condition_note = change.condition_note;
  shown.fulfilled_by = change.fulfilled_by;
  if (change.quantity) shown.quantity = change.quantity;
  if (!change.shipping_template.empty()) shown.shipping_template = change.shipping_template;
  listing.observed_at = now;
  listing.written_import.reset();  // a person's word: no undo takes it back
}

class Recording {
 public:
  Recording(Context& context, Unit& unit, const Work& work, const StorePlace& place, std::int64_t store_id)
      : context_(context),
        unit_(unit),
        tx_(unit.tx()),
        work_(work),
        place_(place),
        store_id_(store_id),
        now_(context.clock.now()) {}

  Result<std::vector<ledger::Outcome>> run(const ListingTell& told, const Pushed& pushed) {
    auto outcomes = told.outcomes;
    if (auto ok = load(told); !ok) return fail(std::move(ok.error()));
    for (std::size_t i = 0; i < told.rows.size(); ++i) {
      const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const auto& one) { return one.id == told.rows[i].id; });
      if (row == rows_.end() || !listings_.contains(row->listing_id)) continue;
      auto& result = pushed.of(i);
      const auto& job = work_.jobs()[told.job[i]];
      const bool refused = !result.status && result.status.error().code == FW_E_REJECTED;
      if (result.status) take(*row, read_answer(result.remote_id));
      else if (refused || ledger::is_last_try(job, result.status.error())) {
        refuse_here(*row, result.status.error().message, read_answer(result.remote_id));
        if (!refused) unsure_.push_back(*row);
      } else outcomes[told.job[i]] = again_later(result.status.error());
    }
    if (auto ok = write(); !ok) return fail(std::move(ok.error()));
    return outcomes;
  }

 private:
  Status load(const ListingTell& told) {
    std::vector<std::int64_t> ids;
    for (const auto& row : told.rows) ids.push_back(row.id);
    auto rows = ledger::changes_by_id(tx_, ids);
    if (!rows) return fail(std::move(rows.error()));
    rows_ = std::move(*rows);
    auto listings = ledger::listings_by_id(tx_, listings_of(rows_));
    if (!listings) return fail(std::move(listings.error()));
    for (auto& listing : *listings) {
      const auto id = listing.id;
      listings_.emplace(id, std::move(listing));
    }
    auto looks = ledger::looks_of(tx_, listings_of(rows_));
    if (!looks) return fail(std::move(looks.error()));
    for (auto& look : *looks) looks_[look.listing_id] = std::move(look);
    auto wants = ledger::wants_of(tx_, listings_of(rows_));
    if (!wants) return fail(std::move(wants.error()));
    wants_ = std::move(*wants);
    auto open = ledger::open_changes(tx_, listings_of(rows_));
    if (!open) return fail(std::move(open.error()));
    open_ = std::move(*open);
    return {};
  }

  // What was taken before and is wanted no more is not waited for.
  void end_earlier(const ChangeRow& row) {
    for (auto& earlier : open_) {
      const bool over = earlier.listing_id == row.listing_id && earlier.id < row.id && earlier.state == ChangeState::told &&
                        replaces(row.change.wish.value, earlier.change.wish.value);
      if (!over) continue;
      earlier.state = ChangeState::superseded, earlier.ended_at = now_;
      ended_.push_back(earlier);
    }
  }

  void take(ChangeRow& row, const ListingAnswer& answer) {
    auto& listing = listings_.at(row.listing_id);
    end_earlier(row);
    row.state = ChangeState::told;
    row.submission = answer.submission;
    row.error.clear();
    taken_.push_back(row);
    issues_.push_back({listing.id, answer.issues});
    resolved_.push_back(listing_finding(ListingTrouble::refused, place_, listing, {}).key);
    if (row.change.wish == ListingWish::publish) {
      publish_here(as_it_holds(row, wants_), listing, now_);
      changed_.push_back(listing);
      held_.push_back(listing.item_id);
    }
    count(row, "told");
    if (!context_.catalogue.stream(place_.store->settings.plugin, ListingStates::kStream)) {
      row.ended_at = now_;  // nobody can look
      return;
    }
    auto& look = looks_[listing.id];
    look.listing_id = listing.id, look.store_id = store_id_;
    look.looks = 0, look.due_at = now_ + look_after(0);
    look_at_.push_back(look);
  }

  void refuse_here(ChangeRow& row, const std::string& why, const ListingAnswer& answer) {
    const auto& listing = listings_.at(row.listing_id);
    row.state = ChangeState::refused;
    row.ended_at = now_;
    row.submission = answer.submission;
    row.error = why;
    issues_.push_back({listing.id, answer.issues});
    findings_.push_back(listing_finding(
        ListingTrouble::refused, place_, listing,
        fmt::format("{}: {}{}", row.change.wish.text(), why, template_line(*place_.store, row.change, answer.issues))));
    count(row, "refused");
  }

  void count(const ChangeRow& row, const char* outcome) {
    context_.meters.count(
        "listing_changes_total", 1,
        {{"account", work_.group().account}, {"verb", std::string(row.change.wish.text())}, {"outcome", outcome}});
  }

  Status write() {
    if (auto ok = ledger::update(tx_, rows_); !ok) return ok;
    if (auto ok = ledger::update(tx_, ended_); !ok) return ok;
    if (auto ok = ledger::set_issues(tx_, ledger::kOfAnswer, issues_); !ok) return ok;
    if (auto ok = ledger::update_listings(tx_, changed_); !ok) return ok;
    if (auto ok = ledger::hold_barcodes(tx_, held_); !ok) return ok;
    if (auto ok = tell_contents_anew(); !ok) return ok;
    if (auto ok = keep_told(tx_, taken_); !ok) return ok;
    if (auto ok = forget_told(tx_, unsure_, false); !ok) return ok;
    for (const auto& key : resolved_)
      if (auto ok = ledger::resolve(tx_, key, now_); !ok) return ok;
    if (auto ok = ledger::raise(tx_, findings_, now_); !ok) return ok;
    if (look_at_.empty()) return {};
    if (auto ok = ledger::set_looks(tx_, look_at_); !ok) return ok;
    return unit_.enqueue({look_at_listings_job(work_.group().account, work_.group().target, now_ + look_after(0))});
  }

  // Publishing replaces the offer as a whole, and with it whatever the seller had told of the product.
  Status tell_contents_anew() {
    std::vector<std::int64_t> published;
    for (const auto& listing : changed_) published.push_back(listing.id);
    if (published.empty()) return {};
    if (auto ok = ledger::drop_told_contents(tx_, published); !ok) return ok;
    const ImportPlace place{place_.account, place_.store, store_id_};
    const auto asked = ask_contents(context_, unit_, place, published, {});
    return asked ? Status() : Status(fail(asked.error()));
  }

  Context& context_;
  Unit& unit_;
  storage::Transaction& tx_;
  const Work& work_;
  const StorePlace& place_;
  std::int64_t store_id_;
  Instant now_;
  std::vector<ChangeRow> rows_, open_, ended_, taken_, unsure_;
  ledger::Wants wants_;
  std::map<std::int64_t, ListingRow> listings_;
  std::map<std::int64_t, ledger::Look> looks_;
  std::vector<ledger::IssuesOf> issues_;
  std::vector<ListingRow> changed_;
  std::vector<std::int64_t> held_;
  std::vector<std::string> resolved_;
  std::vector<ledger::Finding> findings_;
  std::vector<ledger::Look> look_at_;
};

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
  auto outcomes = Recording(context, *unit, work, *place, *store_id).run(*told, pushed);
  if (!outcomes) return fail(std::move(outcomes.error()));
  if (auto ok = keep_state(*unit, pushed.scope, std::move(pushed.end.end.state)); !ok) return ok;
  if (auto ok = work.settle(context, unit->tx(), *outcomes); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
