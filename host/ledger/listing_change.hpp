// What persons want of listings, what the channel was told of it, and what it shows. Of many listings at once.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fairway/documents/listing_change.hpp"
#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

// due: to be told. telling: handed over, and whether the channel took it is not known. told: it took it. verified: it shows it.
// refused: it will not. unseen: it took it and does not show it. superseded: a later one came before it was handed over.
// submitting: handed over with many, and whether the channel took them is not known. submitted: it works on them.
enum class ChangeState { due, telling, told, verified, refused, unseen, superseded, submitting, submitted };
std::string_view text(ChangeState state) noexcept;
// The channel may act on it at any moment: nothing else is told of the listing until it has answered.
bool is_in_hand(ChangeState state) noexcept;

struct ChangeRow {
  std::int64_t id = 0, listing_id = 0;
  ListingChange change;
  ChangeState state = ChangeState::due;
  std::string asked_by;
  Instant asked_at;
  std::optional<Instant> told_at, ended_at;  // told_at: handed over for the first time
  std::string submission, error;
};
Status insert(storage::Transaction&, std::vector<ChangeRow>&);        // sets ids
Status update(storage::Transaction&, const std::vector<ChangeRow>&);  // state, times, submission, error
// In the order in which they were asked for.
Result<std::vector<ChangeRow>> changes_by_id(storage::Transaction&, const std::vector<std::int64_t>& ids);
Result<std::vector<ChangeRow>> open_changes(storage::Transaction&, const std::vector<std::int64_t>& listings);
Result<std::vector<ChangeRow>> last_changes(storage::Transaction&, std::int64_t listing, std::int64_t limit);  // new to old

// Of a store: what can be told together with others, in the order in which it was asked for; and what a submission still has.
Result<std::vector<ChangeRow>> changes_for_submission(storage::Transaction&, std::int64_t store, std::int64_t most);
Result<std::int64_t> count_for_submission(storage::Transaction&, std::int64_t store, std::int64_t most);
Result<std::vector<ChangeRow>> changes_submitted(storage::Transaction&, std::int64_t store, const std::string& submission);

// Of these listings the ones of which the last hiding or unhiding is an unhiding that the channel refused or does not show.
Result<std::map<std::int64_t, ChangeRow>> failed_unhides(storage::Transaction&, const std::vector<std::int64_t>& listings);

// Which of these listings has a change that is not over, or that was told after `since`.
Result<std::set<std::int64_t>> told_since(storage::Transaction&, const std::vector<std::int64_t>& listings, Instant since);

// What holds until a person says otherwise.
struct Want {
  bool hidden = false;                   // shown as out of stock, whatever there is
  std::optional<std::int64_t> quantity;  // in stock there before it was hidden
};
using Wants = std::map<std::int64_t, Want>;  // by listing; one that is not in it: nothing is wanted
Result<Wants> wants_of(storage::Transaction&, const std::vector<std::int64_t>& listings);
Status set_wants(storage::Transaction&, const Wants& wants);

struct Look {
  std::int64_t listing_id = 0, store_id = 0;
  std::optional<Instant> due_at;  // of the next one
  std::int64_t looks = 0;         // since the last change was told
  std::optional<Instant> looked_at;
  ListingShown shown;  // as of looked_at
};
Result<std::vector<Look>> looks_of(storage::Transaction&, const std::vector<std::int64_t>& listings);
Result<std::vector<Look>> looks_due(storage::Transaction&, std::int64_t store, Instant now, std::int64_t limit);
Result<std::optional<Instant>> next_look(storage::Transaction&, std::int64_t store);
Status set_looks(storage::Transaction&, const std::vector<Look>& looks);

// Where an issue was said: in the answer to what was told, or when the listing was looked at.
inline constexpr std::string_view kOfAnswer = "answer", kOfLook = "look";
struct IssuesOf {
  std::int64_t listing_id = 0;
  std::vector<ListingIssue> issues;
};
// In place of those of the same origin.
Status set_issues(storage::Transaction&, std::string_view origin, const std::vector<IssuesOf>& all);
// Those of a listing, each once, the answer's first.
Result<std::vector<ListingIssue>> issues_of(storage::Transaction&, std::int64_t listing);

// What publishing takes from the catalogue.
struct ItemForSale {
  std::int64_t id = 0;
  std::string sku, product_id, barcode, condition, price, list_price, currency;
  bool parent = false;
};
Result<std::map<std::string, ItemForSale>> items_for_sale(storage::Transaction&, const std::string& account,
                                                          const std::vector<std::string>& skus);
Status set_list_prices(storage::Transaction&, const std::vector<ItemForSale>& items);

}  // namespace fairway::ledger
