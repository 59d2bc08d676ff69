// Imports of a store's listings: how far each came, and what became of every row.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "host/ledger/listing.hpp"
#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

enum class ImportState {
  requested,   // waits for its turn
  waiting,     // the channel prepares its answer
  reading,     // rows come in
  restarting,  // the answer came to nothing: what came of it is taken back, and it is asked for anew
  settling,    // all rows are here; what several of them want is decided, and what was not among them is noted
  done,
  failed,
  cancelled,
  undoing,
  undone
};
std::string_view text(ImportState state);

// By outcome ("created", "updated", "linked", "skipped", "failed").
struct ImportCounts {
  std::map<std::string, std::int64_t> parents, variants;
};
BOOST_DESCRIBE_STRUCT(ImportCounts, (), (parents, variants))

// A file that a person handed in.
struct ImportFile {
  std::string id;    // where it lies; host/flows/listings/handed_files.hpp
  std::string name;  // the person's
  std::int64_t size = 0;
  bool utf8 = false;  // all of it
};
BOOST_DESCRIBE_STRUCT(ImportFile, (), (id, name, size, utf8))

struct Import {
  std::int64_t id = 0;
  std::string account;
  std::int64_t store_id = 0;
  ImportState state = ImportState::requested;
  std::string rules;  // JSON, of who asked
  bool dry_run = false;
  std::optional<std::int64_t> rerun_of;  // only the rows of that one which failed
  std::optional<ImportFile> file;        // what is read; none: the channel is asked
  std::string asked_by;                  // empty: the schedule
  Instant requested_at;
  std::optional<Instant> started_at;  // its turn came
  std::optional<Instant> read_from;   // the first rows came
  Instant moved_at;                   // it last came further
  std::optional<Instant> ended_at;
  std::string cursor;
  std::int64_t tries = 0, looks = 0;
  std::int64_t rows = 0;              // that have an outcome
  std::int64_t told = 0;              // rows read, as the plugin counts them
  std::optional<std::int64_t> total;  // of how many
  ImportCounts counts;
  std::string note;         // why it failed, or what it waits for
  std::int64_t undone = 0;  // the row that undoing has come to
  std::int64_t kept = 0;    // listings that an undo left, since they were changed after it
};

// The oldest of the store that has not ended.
Result<std::optional<Import>> open_import(storage::Transaction&, std::int64_t store_id);
// Those of the store that have not ended and read a file.
Result<std::vector<Import>> open_file_imports(storage::Transaction&, std::int64_t store_id);
Result<std::optional<Import>> import_by_id(storage::Transaction&, std::int64_t id);
Result<std::int64_t> add(storage::Transaction&, const Import& import);  // its id
Status update(storage::Transaction&, const Import& import);

struct ImportRow {
  std::int64_t n = 0;  // in order of arrival, from 1
  std::string place;   // where it stands in what was read
  std::string sku;
  bool parent = false;
  std::string_view outcome, reason;  // static
  std::string detail;
};
Status add_rows(storage::Transaction&, std::int64_t import, std::vector<ImportRow> rows);
// By the number of each row, its verdict.
Status revise_rows(storage::Transaction&, std::int64_t import, const std::vector<ImportRow>& rows);
// The rows of these SKUs that an import took: number by SKU.
Result<std::unordered_map<std::string, std::int64_t>> rows_of(storage::Transaction&, std::int64_t import,
                                                              const std::vector<std::string>& skus);
// Rows after `n` that made or linked a listing; up to `limit`. Number and SKU alone.
Result<std::vector<ImportRow>> rows_after(storage::Transaction&, std::int64_t import, std::int64_t n, std::size_t limit);
// Which of these SKUs have an outcome other than failed.
Result<std::unordered_map<std::string, std::int64_t>> settled_rows_of(storage::Transaction&, std::int64_t import,
                                                                      const std::vector<std::string>& skus);
Result<ImportCounts> count_rows(storage::Transaction&, std::int64_t import);
Status recount(storage::Transaction&, std::int64_t import);  // its counts are those of its rows as they are now
Status forget_rows(storage::Transaction&, std::int64_t import);

// What a listing was before the import changed it; the first word counts.
Status note_before(storage::Transaction&, std::int64_t import, const std::vector<ListingRow>& before);
struct Change {
  std::int64_t listing_id = 0;
  ListingRow before;
};
Result<std::vector<Change>> changes_of(storage::Transaction&, std::int64_t import, std::size_t limit);
Result<std::vector<Change>> changes_of(storage::Transaction&, std::int64_t import,
                                       const std::vector<std::int64_t>& listings);
Status forget_changes(storage::Transaction&, std::int64_t import, const std::vector<std::int64_t>& listings);

// A listing that wants what another row of the same import has; of a dry run also what it took.
struct Rival {
  std::int64_t n = 0;
  bool taken = false;
  std::string sku, product_id, gtin;  // gtin empty: it is in nobody's way
  std::string document;               // listing/1
};
Status add_rivals(storage::Transaction&, std::int64_t import, const std::vector<Rival>& rivals);
Result<std::vector<Rival>> rivals_of(storage::Transaction&, std::int64_t import, bool taken);
// Those that a dry run took, by one of their columns: product_id, gtin or sku.
Result<std::vector<Rival>> taken_by(storage::Transaction&, std::int64_t import, const char* column,
                                    const std::vector<std::string>& keys);
Status forget_rivals(storage::Transaction&, std::int64_t import);

// What a whole import did not show, or showed as closed, of the store's live listings; up to `limit`.
struct Gone {
  ListingRow before;
  ListingState now = ListingState::broken_link;
};
Result<std::vector<Gone>> listings_gone(storage::Transaction&, const Import& import, bool unseen_too, std::size_t limit);
// Rows that failed and do not say of which SKU: any listing may be among them.
Result<bool> any_nameless(storage::Transaction&, std::int64_t import);

// What the last whole import of a store that is done showed of a SKU.
enum class Shown { unknown, no, yes };  // unknown: there was none; no: it is not there, or closed
Result<Shown> shown_last(storage::Transaction&, std::int64_t store_id, const std::string& sku);

// How many imports of the host wait since before this one.
Result<std::int64_t> waiting_before(storage::Transaction&, std::int64_t import);

}  // namespace fairway::ledger
