// What becomes of one row of an import, and of rows that want the same (LST-2 to LST-4): pure functions. The order in which
// the rules stand in judge_listing() is the documented one (docs/operators/imports.md); the first that applies decides.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fairway/documents/listing.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::flows {

// The rules as they stood when the import was asked for: a reload in its midst does not judge half of it otherwise.
struct ImportRules {
  bool overwrite = false;     // mode: create-and-overwrite
  bool paused = false;        // new: paused
  bool skip_barcodes = true;  // known-barcode: skip
  std::vector<std::string> categories, conditions;
  bool complete = false;  // what listings lack is asked of the channel's catalogue afterwards
};
BOOST_DESCRIBE_STRUCT(ImportRules, (), (overwrite, paused, skip_barcodes, categories, conditions, complete))
ImportRules rules_of(const config::Listings& listings);

namespace outcome {
inline constexpr std::string_view kCreated = "created", kUpdated = "updated", kLinked = "linked", kSkipped = "skipped",
                                  kFailed = "failed";
}

// Why: a code, the outcome that it belongs to, and what a person is told. `{}` stands for the detail.
struct ImportReason {
  std::string_view code, outcome, text;
};
const std::vector<ImportReason>& import_reasons();
// The sentence of a row. A code that is not known is told as it stands.
std::string reason_text(std::string_view code, std::string_view detail);

// What is known of a row beside itself. "Here": brought in by this very import, so a better one may still take its place.
struct RowFacts {
  bool repeated = false;   // the SKU came before in this import
  bool listed = false;     // the store has a live listing of this SKU
  bool differs = false;    // ... that is not as the row shows it
  bool unseen = false;     // ... that a person linked, and the channel has not shown yet
  bool gone = false;       // the store has one that is closed or a broken link
  bool delisted = false;   // ... or that a person delisted
  bool unlinked = false;   // the store has one that a person unlinked
  bool has_item = false;   // the catalogue has its SKU
  std::string product_of;  // the SKU of another live listing of the store with this product id
  bool product_here = false;
  std::string barcode_of;  // another catalogue SKU that holds this barcode
  bool barcode_here = false;
};

struct RowVerdict {
  std::string_view outcome, reason;  // of import_reasons()
  std::string detail;
  bool contested = false;  // skipped for now: decided once all rows are here
};
// Whether its category or its condition is left out, where these are known.
std::optional<RowVerdict> leave_out(const Listing& listing, const ImportRules& rules);
RowVerdict judge_listing(const Listing& listing, const RowFacts& facts, const ImportRules& rules);

// One of several listings of which only some can be taken.
// Not sold by anybody: what the channel writes where there is no quantity.
inline constexpr std::int64_t kNoQuantity = 999'999'999;

struct Contender {
  std::string sku, product_id, gtin;  // what it wants; empty: nothing
  bool known = false;                 // the store had it before
  bool in_stock = false, amazon = false;
  std::int64_t opened_at = 0;
  bool persons = false;  // a person has done something to it since it came in: nothing takes it away
};
Contender contender_of(const Listing& listing, const std::string& gtin, bool known);
// The documented tie-break: a person's, known here, in stock, fulfilled by Amazon, opened last, the smaller SKU.
bool goes_before(const Contender& a, const Contender& b);
// From the best to the last, each is taken that wants nothing that was taken. Verdicts in the order of `all`; the outcome of
// one that is taken is empty.
std::vector<RowVerdict> decide_contest(const std::vector<Contender>& all);

}  // namespace fairway::flows
