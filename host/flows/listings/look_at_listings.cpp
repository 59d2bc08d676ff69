// The channel is asked what it shows of listings, some minutes after it was told of them and then less and less often: what was
// told is verified by it, what is wanted and is not so is a finding.
#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/base/text.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/change_rules.hpp"
#include "host/flows/listings/content_told.hpp"
#include "host/flows/listings/listing_findings.hpp"
#include "host/flows/listings/shown.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"

namespace fairway::flows {
namespace {

using ledger::ChangeRow;
using ledger::ChangeState;
using ledger::ListingRow;
using ledger::ListingState;

constexpr std::int64_t kLooksAtOnce = 20;
constexpr Millis kSeenWithin = std::chrono::hours(24);

class Looking {
 public:
  Looking(Context& context, Unit& unit, const StorePlace& place, Instant began)
      : tx_(unit.tx()), place_(place), began_(began), now_(context.clock.now()) {}

  // What was shown, and the SKUs that could not be read; each of them is in `ids`.
  Status run(const std::map<std::string, std::int64_t>& ids, std::vector<ListingShown> all,
             const std::vector<plugins::Rejected>& rejects) {
    if (auto ok = load(ids); !ok) return ok;
    for (auto& shown : all) {
      if (const auto found = ids.find(shown.sku); found != ids.end() && listings_.contains(found->second))
        see(found->second, std::move(shown));
    }
    for (const auto& reject : rejects)
      if (const auto found = ids.find(reject.raw); found != ids.end() && looks_.contains(found->second))
        wait(looks_.at(found->second));
    return write();
  }

  // Those of which nothing was said.
  Status run_unanswered(const std::map<std::string, std::int64_t>& ids) {
    if (auto ok = load(ids); !ok) return ok;
    for (auto& [id, look] : looks_) wait(look);
    return write();
  }

 private:
  Status load(const std::map<std::string, std::int64_t>& ids) {
    std::vector<std::int64_t> all;
    for (const auto& [sku, id] : ids) all.push_back(id);
    auto listings = ledger::listings_by_id(tx_, all);
    if (!listings) return fail(std::move(listings.error()));
    for (auto& listing : *listings) {
      const auto id = listing.id;
      listings_.emplace(id, std::move(listing));
    }
    auto looks = ledger::looks_of(tx_, all);
    if (!looks) return fail(std::move(looks.error()));
    for (auto& look : *looks) looks_[look.listing_id] = std::move(look);
    auto wants = ledger::wants_of(tx_, all);
    if (!wants) return fail(std::move(wants.error()));
    wants_ = std::move(*wants);
    auto open = ledger::open_changes(tx_, all);
    if (!open) return fail(std::move(open.error()));
    open_ = std::move(*open);
    return {};
  }

  void see(std::int64_t id, ListingShown shown) {
    const auto& listing = listings_.at(id);
    auto& look = looks_.at(id);
    issues_.push_back({id, shown.issues});
    look.looked_at = now_;
    ++look.looks;
    bool waiting = false, telling = false;
    for (auto& row : open_) {
      if (row.listing_id != id) continue;
      const bool since = row.told_at.value_or(began_) >= began_;  // what was read may be older
      telling = telling || since || row.state != ChangeState::told;
      if (row.state == ChangeState::told && !since) waiting = !judge(row, listing, shown, is_last(look, row)) || waiting;
    }
    const bool said = std::any_of(ended_.begin(), ended_.end(), [&](const ChangeRow& row) {
      return row.listing_id == id && row.state == ChangeState::unseen;
    });
    if (!waiting && !telling && !said) note_drift(listing, shown);
    // One more, a day later, of what must stay gone; and of what is told just now, when it was.
    const bool stays = listing.state == ListingState::delisted || is_hidden(id);
    look.due_at = waiting || telling             ? std::optional(now_ + look_after(look.looks))
                  : stays && look.looks < kLooks ? std::optional(now_ + look_after(kLooks))
                                                 : std::nullopt;
    if (!waiting && !telling && stays) look.looks = std::max(look.looks, kLooks);
    look.shown = std::move(shown);
  }

  // Looks that a person asked for do not shorten the time that the channel has.
  bool is_last(const ledger::Look& look, const ChangeRow& row) const {
    return look.looks >= kLooks && now_ - row.told_at.value_or(now_) >= kSeenWithin;
  }

  // Whether the change is over.
  bool judge(ChangeRow& row, const ListingRow& listing, const ListingShown& shown, bool last) {
    const auto seen = see_change(row.change, shown);
    const std::string verb(row.change.wish.text());
    if (seen.as == Seen::As::not_yet && !last) return false;
    row.ended_at = now_;
    ended_.push_back(row);
    auto& ended = ended_.back();
    if (seen.as == Seen::As::wanted) {
      ended.state = ChangeState::verified;
      for (const auto of : {ListingTrouble::refused, ListingTrouble::unseen})
        resolved_.push_back(listing_finding(of, place_, listing, {}).key);
    } else if (seen.as == Seen::As::wrong) {
      ended.state = ChangeState::refused;
      ended.error = seen.why;
      wrong_.push_back(ended);
      findings_.push_back(listing_finding(ListingTrouble::refused, place_, listing,
                                          fmt::format("{}: taken first, then {}{}", verb, seen.why,
                                                      template_line(*place_.store, row.change, shown.issues))));
    } else {
      ended.state = ChangeState::unseen;
      ended.error = "taken a day ago, and not shown";
      findings_.push_back(listing_finding(ListingTrouble::unseen, place_, listing, verb));
    }
    return true;
  }

  bool is_hidden(std::int64_t id) const {
    const auto want = wants_.find(id);
    return want != wants_.end() && want->second.hidden;
  }

  // What shall hold and nothing is on its way that would make it so.
  void note_drift(const ListingRow& listing, const ListingShown& shown) {
    const bool back = listing.state == ListingState::delisted && is_offered(shown);
    const bool in_stock = is_hidden(listing.id) && shown.quantity.value_or(0) > 0;
    for (const auto& [of, wrong] : {std::pair(ListingTrouble::back, back), std::pair(ListingTrouble::in_stock, in_stock)}) {
      auto finding = listing_finding(of, place_, listing, {});
      if (wrong) findings_.push_back(std::move(finding));
      else resolved_.push_back(std::move(finding.key));
    }
  }

  // The channel did not say what it shows: it is asked again, until each change had its time.
  void wait(ledger::Look& look) {
    ++look.looks;
    bool waiting = false;
    for (auto& row : open_) {
      if (row.listing_id != look.listing_id) continue;
      if (row.state != ChangeState::told || !is_last(look, row)) {
        waiting = true;
        continue;
      }
      row.state = ChangeState::unseen, row.ended_at = now_;
      row.error = "taken, and the channel did not say what it shows";
      ended_.push_back(row);
      findings_.push_back(listing_finding(ListingTrouble::unseen, place_, listings_.at(look.listing_id),
                                          std::string(row.change.wish.text())));
    }
    look.due_at = waiting || look.looks < kLooks ? std::optional(now_ + look_after(look.looks)) : std::nullopt;
  }

  Status write() {
    std::vector<ledger::Look> looks;
    for (auto& [id, look] : looks_) looks.push_back(std::move(look));
    if (auto ok = ledger::set_looks(tx_, looks); !ok) return ok;
    if (auto ok = ledger::set_issues(tx_, ledger::kOfLook, issues_); !ok) return ok;
    if (auto ok = ledger::update(tx_, ended_); !ok) return ok;
    if (auto ok = forget_told(tx_, wrong_, false); !ok) return ok;
    for (const auto& key : resolved_)
      if (auto ok = ledger::resolve(tx_, key, now_); !ok) return ok;
    return ledger::raise(tx_, findings_, now_);
  }

  storage::Transaction& tx_;
  const StorePlace& place_;
  Instant began_, now_;
  std::map<std::int64_t, ListingRow> listings_;
  std::map<std::int64_t, ledger::Look> looks_;
  ledger::Wants wants_;
  std::vector<ChangeRow> open_, ended_, wrong_;
  std::vector<ledger::IssuesOf> issues_;
  std::vector<ledger::Finding> findings_;
  std::vector<std::string> resolved_;
};

// The listings that are due, by their SKUs, and the attributes of which the channel was told and has to show what it was told.
struct LooksDue {
  std::map<std::string, std::int64_t> by_sku;
  std::map<std::string, std::vector<std::string>> attributes;
};
Result<LooksDue> listings_due(Context& context, const Work& work) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  const auto store = store_row_id(**tx, work.group());
  if (!store) return fail(store.error());
  auto due = ledger::looks_due(**tx, *store, context.clock.now(), kLooksAtOnce);
  if (!due) return fail(std::move(due.error()));
  std::vector<std::int64_t> ids;
  for (const auto& look : *due) ids.push_back(look.listing_id);
  auto listings = ledger::listings_by_id(**tx, ids);
  if (!listings) return fail(std::move(listings.error()));
  const auto open = ledger::open_changes(**tx, ids);
  if (!open) return fail(open.error());
  LooksDue out;
  for (const auto& listing : *listings) out.by_sku.emplace(listing.shown.sku, listing.id);
  for (const auto& row : *open)
    if (row.state == ChangeState::told)
      for (const auto& attribute : row.change.attributes) out.attributes[row.change.sku].push_back(attribute.name);
  return out;
}

Status settle_looks(Context& context, Work& work, const StorePlace& place, const std::map<std::string, std::int64_t>& silent,
                    Instant began) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (!silent.empty())
    if (auto ok = Looking(context, *unit, place, began).run_unanswered(silent); !ok) return ok;
  const auto store = store_row_id(unit->tx(), work.group());
  if (!store) return fail(store.error());
  const auto next = ledger::next_look(unit->tx(), *store);
  if (!next) return fail(next.error());
  if (auto ok = work.settle_all(context, unit->tx(), {std::nullopt, *next}); !ok) return ok;
  return unit->commit();
}

}  // namespace

Status look_at_listings(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  const auto due = listings_due(context, work);
  if (!due) return fail(due.error());
  if (due->by_sku.empty()) return settle_looks(context, work, *place, {}, context.clock.now());
  const auto& store = *place->store;
  const auto began = context.clock.now();
  const auto spec = channel_spec(context.catalogue, *place->account, store, store.nickname, ListingStates::kStream);
  auto silent = due->by_sku;
  StreamSink sink(context, spec.scope, {}, [&](Unit& unit, const plugins::Batch& batch) {
    std::map<std::string, std::int64_t> answered;
    const auto move_over = [&](const std::string& sku) {
      if (auto node = silent.extract(sku)) answered.insert(std::move(node));
    };
    auto shown = read_shown(batch);
    for (const auto& one : shown) move_over(one.sku);
    for (const auto& reject : batch.rejects) move_over(reject.raw);
    return answered.empty() ? Status()
                            : Looking(context, unit, *place, began).run(answered, std::move(shown), batch.rejects);
  });
  ListingStateParams params;
  for (const auto& [sku, id] : due->by_sku) params.skus.push_back(sku);
  params.attributes = due->attributes;
  const auto pulled = context.plugins.channel(spec)->pull({std::string(ListingStates::kStream), {}, to_json(params), 0},
                                                          sink, call_options(context, work));
  if (!pulled.status) return pulled.status;
  return settle_looks(context, work, *place, silent, began);
}

}  // namespace fairway::flows
