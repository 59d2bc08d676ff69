#include "tests/bench/import/bare.hpp"

#include <sqlite3.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "tests/bench/import/report.hpp"

namespace fairway::bench {
namespace {

constexpr std::int64_t kRowsPerCommit = 2000;
// Where in a row of the report.
enum ReportColumn : std::size_t {
  kTitle,
  kAbout,
  kListingId,
  kSku,
  kPrice,
  kQuantity,
  kOpened,
  kIdType = 9,
  kAsin = 16,
  kCode = 22,
  kPending = 25,
  kShips,
  kTemplate,
  kStatus,
  kAllColumns
};
using Cells = std::array<std::string_view, kAllColumns>;

class BareTable {
 public:
  BareTable(const std::filesystem::path& file, BareSettings settings) {
    check(sqlite3_open(file.c_str(), &db_));
    if (settings == BareSettings::host)
      for (const auto* sql : {"PRAGMA cache_size = -32768", "PRAGMA wal_autocheckpoint = 4000"}) run(sql);
    for (const auto* sql :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL",
          "CREATE TABLE listing (id INTEGER PRIMARY KEY, sku TEXT, listing_id TEXT, product_id TEXT, barcode TEXT, title "
          "TEXT, description TEXT, price TEXT, quantity INTEGER, pending INTEGER, ships TEXT, opened TEXT, template TEXT)",
          "CREATE UNIQUE INDEX listing_sku ON listing (sku)", "CREATE INDEX listing_product ON listing (product_id)",
          "CREATE INDEX listing_barcode ON listing (barcode)",
          "CREATE TABLE outcome (row INTEGER PRIMARY KEY, sku TEXT, outcome TEXT, reason TEXT)"})
      run(sql);
    prepare("INSERT OR IGNORE INTO listing VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", listing_);
    prepare("INSERT INTO outcome VALUES (?, ?, ?, ?)", outcome_);
  }
  BareTable(const BareTable&) = delete;
  BareTable& operator=(const BareTable&) = delete;
  ~BareTable() {
    sqlite3_finalize(listing_), sqlite3_finalize(outcome_);
    sqlite3_close(db_);
  }

  void run(const char* sql) { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
  bool add(const Cells& row) {
    const auto code = row[kIdType] == "4" ? row[kCode] : std::string_view();
    int at = 0;
    for (const auto text : {row[kSku], row[kListingId], row[kAsin], code, row[kTitle], row[kAbout], row[kPrice],
                            row[kQuantity], row[kPending], row[kShips], row[kOpened], row[kTemplate]})
      bind(listing_, ++at, text);
    step(listing_);
    return sqlite3_changes(db_) == 1;
  }
  void note(std::int64_t row, std::string_view sku, std::string_view outcome, std::string_view reason) {
    check(sqlite3_bind_int64(outcome_, 1, row));
    bind(outcome_, 2, sku), bind(outcome_, 3, outcome), bind(outcome_, 4, reason);
    step(outcome_);
  }

 private:
  void prepare(const char* sql, sqlite3_stmt*& statement) { check(sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr)); }
  void bind(sqlite3_stmt* statement, int at, std::string_view text) {
    check(sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC));
  }
  void step(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
    check(sqlite3_reset(statement));
  }
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db_));
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt *listing_ = nullptr, *outcome_ = nullptr;
};

bool split_row(std::string_view line, Cells& cells) {
  for (std::size_t i = 0; i < kAllColumns; ++i) {
    const auto tab = line.find('\t');
    cells[i] = line.substr(0, tab);
    if (tab == std::string_view::npos) return i + 1 == kAllColumns;
    line.remove_prefix(tab + 1);
  }
  return false;
}

// Why it is not taken; empty: it is.
std::string_view bare_rules(const Cells& row) {
  if (row[kSku].empty()) return "no-sku";
  if (row[kStatus] == "Incomplete") return "incomplete";
  if (row[kStatus] == "Inactive" && row[kQuantity] != "0") return "inactive";
  if (row[kPrice].empty()) return "no-price";
  if (row[kPrice].find_first_not_of("0123456789.") != std::string_view::npos) return "bad-price";
  if (row[kShips] == "DEFAULT" && (row[kQuantity].empty() || row[kPending].empty())) return "no-quantity";
  return {};
}

class BareImport {
 public:
  BareImport(const std::filesystem::path& file, BareSettings settings) : table_(file, settings) { table_.run("BEGIN"); }
  void line(std::string_view text) {
    if (rows_++ == 0) return;  // the header
    Cells cells;
    if (!split_row(text, cells)) return table_.note(rows_, {}, "failed", "unreadable");
    auto why = bare_rules(cells);
    if (why.empty() && !table_.add(cells)) why = "repeated";
    table_.note(rows_, cells[kSku], why.empty() ? "created" : "skipped", why.empty() ? "new" : why);
    if (why.empty()) ++taken_;
    if (rows_ % kRowsPerCommit == 0) table_.run("COMMIT"), table_.run("BEGIN");
  }
  std::int64_t end() {
    table_.run("COMMIT");
    return taken_;
  }

 private:
  BareTable table_;
  std::int64_t rows_ = 0, taken_ = 0;
};

}  // namespace

std::int64_t bare_import(const std::string& packed, const std::filesystem::path& file, BareSettings settings) {
  BareImport import(file, settings);
  std::string rest;
  unpack(packed, [&](std::string_view piece) {
    for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
      if (rest.empty()) import.line(piece.substr(0, end));
      else import.line(rest.append(piece.substr(0, end))), rest.clear();
      piece.remove_prefix(end + 1);
    }
    rest.append(piece);
  });
  return import.end();
}

}  // namespace fairway::bench
