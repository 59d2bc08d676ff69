// What an import's listings lack (barcode, category, condition, images) and the channel's catalogue is asked for, once the rows are
// in: what is missing is filled, and nothing that is there changes.
#pragma once
#include "host/ledger/import.hpp"

namespace fairway::ledger {

enum class CompletionState { none, running, done, stopped };
std::string_view text(CompletionState state);

struct Completion {
  std::int64_t after = 0;                 // the listing that it has come to
  std::int64_t total = 0, asked = 0;      // listings that lack something; that were asked for
  std::int64_t filled = 0, left_out = 0;  // of which something was filled; that the rules leave out now
  std::int64_t unknown = 0;               // that the catalogue does not have
  std::string note;                       // why it stopped, or what it waits for
};
BOOST_DESCRIBE_STRUCT(Completion, (), (after, total, asked, filled, left_out, unknown, note))

struct ImportCompletion {
  CompletionState state = CompletionState::none;
  Completion so_far;
};
Result<ImportCompletion> completion_of(storage::Transaction&, std::int64_t import);
Status set_completion(storage::Transaction&, std::int64_t import, const ImportCompletion& completion);
// The oldest of the store whose listings are being completed.
Result<std::optional<Import>> import_to_complete(storage::Transaction&, std::int64_t store_id);

// A live listing that the import made and that lacks something.
struct Incomplete {
  ListingRow listing;
  CatalogueItem item;
  bool barcode = false, category = false, condition = false, images = false;  // what is missing, of the listing or its item
};
// In the order in which they came, behind the listing `after`.
Result<std::vector<Incomplete>> incomplete_after(storage::Transaction&, const Import& import, std::int64_t after,
                                                 std::int64_t limit);
Result<std::int64_t> count_incomplete(storage::Transaction&, const Import& import);

struct Filling {
  std::int64_t listing_id = 0, item_id = 0;
  std::string barcode, gtin;        // gtin: where the item shall hold the barcode
  std::string category, condition;  // empty: not known
  std::vector<std::string> images;
};
// Where the listing has none, and where its item has none and is the import's own.
Status fill_in(storage::Transaction&, const Import& import, const std::vector<Filling>& fillings);

// What was learnt of a listing that the rules leave out, for imports to come.
struct LeftOut {
  std::string sku, category, condition;
};
Status remember_left_out(storage::Transaction&, const Import& import, const std::vector<LeftOut>& all);
// Those that the import's own completion took back, with the rows by which they came in. Reads all rows of the import.
struct LeftOutRow {
  std::int64_t n = 0;
  LeftOut what;
};
Result<std::vector<LeftOutRow>> left_out_by(storage::Transaction&, const Import& import);
Result<std::unordered_map<std::string, LeftOut>> left_out_of(storage::Transaction&, std::int64_t store_id,
                                                             const std::vector<std::string>& skus);

}  // namespace fairway::ledger
