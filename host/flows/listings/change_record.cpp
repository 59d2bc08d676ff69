#include "host/flows/listings/change_record.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/change_rules.hpp"
#include "host/flows/listings/content_plan.hpp"
#include "host/flows/listings/content_told.hpp"
#include "host/flows/schedule.hpp"

namespace fairway::flows {

using ledger::ChangeRow;
using ledger::ChangeState;
using ledger::ListingRow;
using ledger::ListingState;

namespace {

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

}  // namespace

ListingAnswer read_answer(const plugins::PushResult& result) {
  ListingAnswer answer;
  if (JsonError error; result.answer.empty() || !read_json(result.answer, answer, error)) answer = {result.remote_id, {}};
  return answer;
}

ListingChange as_it_holds(const ChangeRow& row, const ledger::Wants& wants) {
  auto change = row.change;
  const auto want = wants.find(row.listing_id);
  const bool hidden = want != wants.end() && want->second.hidden;
  if (hidden && change.wish == ListingWish::publish && change.quantity) change.quantity = 0;
  return change;
}

std::vector<std::int64_t> listings_of(const std::vector<ChangeRow>& rows) {
  std::vector<std::int64_t> ids;
  for (const auto& row : rows) ids.push_back(row.listing_id);
  return ids;
}

ChangeRecord::ChangeRecord(Context& context, Unit& unit, const StorePlace& place, std::int64_t store_id)
    : context_(context), unit_(unit), tx_(unit.tx()), place_(place), store_id_(store_id), now_(context.clock.now()) {}

Status ChangeRecord::load(const std::vector<ChangeRow>& rows) {
  std::vector<std::int64_t> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  auto read = ledger::changes_by_id(tx_, ids);
  if (!read) return fail(std::move(read.error()));
  rows_ = std::move(*read);
  auto listings = ledger::listings_by_id(tx_, listings_of(rows_));
  if (!listings) return fail(std::move(listings.error()));
  for (auto& listing : *listings) {
    const auto id = listing.id;
    listings_.emplace(id, std::move(listing));
  }
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    by_id_[rows_[i].id] = i;
    if (const auto of = listings_.find(rows_[i].listing_id); of != listings_.end()) by_sku_[of->second.shown.sku] = i;
  }
  auto looks = ledger::looks_of(tx_, listings_of(rows_));
  if (!looks) return fail(std::move(looks.error()));
  for (auto& look : *looks) looks_[look.listing_id] = std::move(look);
  auto wants = ledger::wants_of(tx_, listings_of(rows_));
  if (!wants) return fail(std::move(wants.error()));
  wants_ = std::move(*wants);
  auto open = ledger::open_changes(tx_, listings_of(rows_));
  if (!open) return fail(std::move(open.error()));
  for (auto& one : *open) open_[one.listing_id].push_back(std::move(one));
  return {};
}

ChangeRow* ChangeRecord::row(std::int64_t id) {
  const auto at = by_id_.find(id);
  return at != by_id_.end() && listings_.contains(rows_[at->second].listing_id) ? &rows_[at->second] : nullptr;
}

ChangeRow* ChangeRecord::row_of(const std::string& sku) {
  const auto at = by_sku_.find(sku);
  return at != by_sku_.end() ? &rows_[at->second] : nullptr;
}

void ChangeRecord::doubt(const ChangeRow& row) { doubted_.push_back(row); }

void ChangeRecord::submit(ChangeRow& row, const std::string& submission) {
  row.state = ChangeState::submitted;
  row.submission = submission;
}

void ChangeRecord::tell_again(ChangeRow& row) {
  row.state = ChangeState::due;
  row.submission.clear();
  const auto job = row.change.wish == ListingWish::content ? tell_content_job : tell_listing_job;
  jobs_.push_back(job(place_.account->name, place_.store->nickname, row.id, now_));
}

// Was it delisted since? Then what the channel has taken only now is not what holds here.
bool ChangeRecord::is_over(const ChangeRow& row) {
  const auto& open = open_[row.listing_id];
  return std::any_of(open.begin(), open.end(),
                     [&](const ChangeRow& later) { return later.id > row.id && later.change.wish == ListingWish::delist; });
}

// What was taken before and is wanted no more is not waited for.
void ChangeRecord::end_earlier(const ChangeRow& row) {
  for (auto& earlier : open_[row.listing_id]) {
    const bool over = earlier.id < row.id && earlier.state == ChangeState::told &&
                      (replaces(row.change.wish.value, earlier.change.wish.value) || says_again(row.change, earlier.change));
    if (!over) continue;
    earlier.state = ChangeState::superseded, earlier.ended_at = now_;
    ended_.push_back(earlier);
  }
}

void ChangeRecord::take(ChangeRow& row, const ListingAnswer& answer) {
  auto& listing = listings_.at(row.listing_id);
  end_earlier(row);
  row.state = ChangeState::told;
  row.submission = answer.submission;
  row.error.clear();
  taken_.push_back(row);
  issues_.push_back({listing.id, answer.issues});
  resolved_.push_back(listing_finding(ListingTrouble::refused, place_, listing, {}).key);
  if (row.change.wish == ListingWish::publish && !is_over(row)) {
    publish_here(as_it_holds(row, wants_), listing, now_);
    changed_.push_back(listing);
    held_.push_back(listing.item_id);
    published_.push_back(listing.id);
  }
  if (row.change.wish == ListingWish::unhide) {
    listing.shown.quantity = row.change.quantity;
    changed_.push_back(listing);
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

void ChangeRecord::refuse(ChangeRow& row, const std::string& why, const ListingAnswer& answer) {
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

void ChangeRecord::count(const ChangeRow& row, const char* outcome) {
  context_.meters.count(
      "listing_changes_total", 1,
      {{"account", place_.account->name}, {"verb", std::string(row.change.wish.text())}, {"outcome", outcome}});
}

Status ChangeRecord::write() {
  if (auto ok = ledger::update(tx_, rows_); !ok) return ok;
  if (auto ok = ledger::update(tx_, ended_); !ok) return ok;
  if (auto ok = ledger::set_issues(tx_, ledger::kOfAnswer, issues_); !ok) return ok;
  if (auto ok = write_listings(); !ok) return ok;
  if (auto ok = write_contents(); !ok) return ok;
  if (!look_at_.empty())
    jobs_.push_back(look_at_listings_job(place_.account->name, place_.store->nickname, now_ + look_after(0)));
  return unit_.enqueue(jobs_);
}

// Publishing replaces the offer as a whole, and with it whatever the seller had told of the product.
Status ChangeRecord::write_contents() {
  if (auto ok = keep_told(tx_, taken_); !ok) return ok;
  if (auto ok = forget_told(tx_, doubted_, true); !ok) return ok;
  const ImportPlace place{place_.account, place_.store, store_id_};
  std::vector<std::int64_t> families;
  for (const auto& row : taken_)
    if (row.change.wish == ListingWish::content && row.change.parent)
      families.push_back(listings_.at(row.listing_id).item_id);
  if (!families.empty())
    if (auto ok = ask_variants(context_, unit_, place, families); !ok) return ok;
  if (published_.empty()) return {};
  if (auto ok = ledger::drop_told_contents(tx_, published_); !ok) return ok;
  const auto asked = ask_contents(context_, unit_, place, published_, {});
  return asked ? Status() : Status(fail(asked.error()));
}

Status ChangeRecord::write_listings() {
  if (auto ok = ledger::update_listings(tx_, changed_); !ok) return ok;
  if (auto ok = ledger::hold_barcodes(tx_, held_); !ok) return ok;
  for (const auto& key : resolved_)
    if (auto ok = ledger::resolve(tx_, key, now_); !ok) return ok;
  if (auto ok = ledger::raise(tx_, findings_, now_); !ok) return ok;
  return ledger::set_looks(tx_, look_at_);
}

}  // namespace fairway::flows
