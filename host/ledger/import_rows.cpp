// What an import keeps beside its own row: outcomes, what listings were before, and rivals.
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/ledger/import.hpp"

namespace fairway::ledger {

// A listing as it is kept to be restored.
struct ListingBefore {
  std::string state, back_to, ships;
  Time observed_at;
  std::optional<std::int64_t> live_import, written_import;
  Listing shown;
};
BOOST_DESCRIBE_STRUCT(ListingBefore, (), (state, back_to, ships, observed_at, live_import, written_import, shown))

namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;
using NumberBySku = std::unordered_map<std::string, std::int64_t>;

Status run_if_any(Transaction& tx, const std::string& sql, const Rows& rows) {
  if (rows.empty()) return {};
  return done(tx.bulk(sql, rows));
}

std::string before_text(const ListingRow& row) {
  return to_json(ListingBefore{std::string(text(row.state)), row.back_to ? std::string(text(*row.back_to)) : "", row.ships,
                               to_time(row.observed_at), row.live_import, row.written_import, row.shown});
}

Result<std::vector<Change>> changes_at(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Change> changes;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    ListingBefore before;
    if (JsonError error; !read_json(rows->text(i, 1), before, error))
      return fail(FW_E_INTERNAL, "what a listing was before: " + error.message);
    ListingRow row;
    row.id = rows->integer(i, 0), row.state = listing_state(before.state), row.ships = std::move(before.ships);
    if (!before.back_to.empty()) row.back_to = listing_state(before.back_to);
    row.observed_at = to_instant(before.observed_at), row.shown = std::move(before.shown);
    row.live_import = before.live_import, row.written_import = before.written_import;
    changes.push_back({row.id, std::move(row)});
  }
  return changes;
}

Result<NumberBySku> numbers(Transaction& tx, const char* which, std::int64_t import, const std::vector<std::string>& skus) {
  NumberBySku found;
  if (skus.empty()) return found;
  auto rows = tx.query_in(
      fmt::format("SELECT sku, n FROM import_row WHERE import_id = ? AND {} AND sku IN ({{keys}}) ORDER BY n", which),
      std::vector<Value>(skus.begin(), skus.end()), {import});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) found.emplace(rows->text(i, 0), rows->integer(i, 1));
  return found;
}

Result<std::vector<Rival>> rivals_at(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Rival> rivals;
  for (std::size_t i = 0; i < rows->size(); ++i)
    rivals.push_back({rows->integer(i, 0), rows->integer(i, 1) != 0, rows->text(i, 2), rows->text(i, 3), rows->text(i, 4),
                      rows->text(i, 5)});
  return rivals;
}

constexpr const char* kRivals = "SELECT n, taken, sku, product_id, gtin, document FROM import_rival WHERE import_id = ?";

}  // namespace

Status add_rows(Transaction& tx, std::int64_t import, std::vector<ImportRow> all) {
  constexpr std::size_t kAtOnce = 500;  // more would leave the processor's cache before SQLite has read it
  Rows rows{{"import_id", Type::integer}, {"n", Type::integer}, {"place"},  {"sku"},
            {"parent", Type::integer},    {"outcome"},          {"reason"}, {"detail"}};
  for (auto& row : all) {
    std::vector<Value> values;  // a list in braces would copy each text once more
    values.reserve(rows.columns().size());
    values.emplace_back(import), values.emplace_back(row.n);
    values.emplace_back(std::move(row.place)), values.emplace_back(std::move(row.sku));
    values.emplace_back(std::int64_t{row.parent});
    values.emplace_back(std::string(row.outcome)), values.emplace_back(std::string(row.reason));
    values.emplace_back(std::move(row.detail));
    rows.add(std::move(values));
    if (rows.size() < kAtOnce && &row != &all.back()) continue;
    auto ok = run_if_any(tx,
                         "INSERT INTO import_row (import_id, n, place, sku, parent, outcome, reason, detail) VALUES (?, ?, "
                         "?, ?, ?, ?, ?, ?)",
                         rows);
    if (!ok) return ok;
    rows = Rows(rows.columns());
  }
  return {};
}

Status revise_rows(Transaction& tx, std::int64_t import, const std::vector<ImportRow>& all) {
  Rows rows{{"outcome"}, {"reason"}, {"detail"}, {"import_id", Type::integer}, {"n", Type::integer}};
  for (const auto& row : all) rows.add({std::string(row.outcome), std::string(row.reason), row.detail, import, row.n});
  return run_if_any(tx, "UPDATE import_row SET outcome = ?, reason = ?, detail = ? WHERE import_id = ? AND n = ?", rows);
}

Result<NumberBySku> rows_of(Transaction& tx, std::int64_t import, const std::vector<std::string>& skus) {
  return numbers(tx, "outcome IN ('created', 'linked', 'updated')", import, skus);
}

Result<std::vector<ImportRow>> rows_after(Transaction& tx, std::int64_t import, std::int64_t n, std::size_t limit) {
  auto rows = tx.query(
      "SELECT n, sku FROM import_row WHERE import_id = ? AND n > ? AND outcome IN ('created', 'linked') ORDER BY n LIMIT ?",
      {import, n, static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ImportRow> found;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    ImportRow row;
    row.n = rows->integer(i, 0), row.sku = rows->text(i, 1);
    found.push_back(std::move(row));
  }
  return found;
}

Result<NumberBySku> settled_rows_of(Transaction& tx, std::int64_t import, const std::vector<std::string>& skus) {
  return numbers(tx, "outcome <> 'failed'", import, skus);
}

Result<ImportCounts> count_rows(Transaction& tx, std::int64_t import) {
  auto rows =
      tx.query("SELECT parent, outcome, COUNT(*) FROM import_row WHERE import_id = ? GROUP BY parent, outcome", {import});
  if (!rows) return fail(std::move(rows.error()));
  ImportCounts counts;
  for (std::size_t i = 0; i < rows->size(); ++i)
    (rows->integer(i, 0) != 0 ? counts.parents : counts.variants)[rows->text(i, 1)] = rows->integer(i, 2);
  return counts;
}

Result<bool> any_nameless(Transaction& tx, std::int64_t import) {
  auto rows = tx.query("SELECT 1 FROM import_row WHERE import_id = ? AND outcome = 'failed' AND sku = '' LIMIT 1", {import});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

Status recount(Transaction& tx, std::int64_t import) {
  auto counts = count_rows(tx, import);
  if (!counts) return fail(std::move(counts.error()));
  return done(tx.execute("UPDATE import SET counts = ? WHERE id = ?", {to_json(*counts), import}));
}

Status forget_rows(Transaction& tx, std::int64_t import) {
  return done(tx.execute("DELETE FROM import_row WHERE import_id = ?", {import}));
}

Status note_before(Transaction& tx, std::int64_t import, const std::vector<ListingRow>& before) {
  Rows rows{{"import_id", Type::integer}, {"listing_id", Type::integer}, {"before"}};
  for (const auto& row : before) rows.add({import, row.id, before_text(row)});
  return run_if_any(tx, "INSERT INTO import_change (import_id, listing_id, before) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    rows);
}

Result<std::vector<Change>> changes_of(Transaction& tx, std::int64_t import, std::size_t limit) {
  return changes_at(tx.query("SELECT listing_id, before FROM import_change WHERE import_id = ? LIMIT ?",
                             {import, static_cast<std::int64_t>(limit)}));
}

Result<std::vector<Change>> changes_of(Transaction& tx, std::int64_t import, const std::vector<std::int64_t>& listings) {
  if (listings.empty()) return std::vector<Change>{};
  return changes_at(
      tx.query_in("SELECT listing_id, before FROM import_change WHERE import_id = ? AND listing_id IN ({keys})",
                  std::vector<Value>(listings.begin(), listings.end()), {import}));
}

Status forget_changes(Transaction& tx, std::int64_t import, const std::vector<std::int64_t>& listings) {
  Rows rows{{"import_id", Type::integer}, {"listing_id", Type::integer}};
  for (const auto id : listings) rows.add({import, id});
  return run_if_any(tx, "DELETE FROM import_change WHERE import_id = ? AND listing_id = ?", rows);
}

Status add_rivals(Transaction& tx, std::int64_t import, const std::vector<Rival>& rivals) {
  Rows rows{{"import_id", Type::integer},
            {"n", Type::integer},
            {"taken", Type::integer},
            {"sku"},
            {"product_id"},
            {"gtin"},
            {"document"}};
  for (const auto& one : rivals)
    rows.add({import, one.n, std::int64_t{one.taken}, one.sku, one.product_id, one.gtin, one.document});
  return run_if_any(
      tx, "INSERT INTO import_rival (import_id, n, taken, sku, product_id, gtin, document) VALUES (?, ?, ?, ?, ?, ?, ?)",
      rows);
}

Result<std::vector<Rival>> rivals_of(Transaction& tx, std::int64_t import, bool taken) {
  return rivals_at(tx.query(std::string(kRivals) + " AND taken = ? ORDER BY n", {import, std::int64_t{taken}}));
}

Result<std::vector<Rival>> taken_by(Transaction& tx, std::int64_t import, const char* column,
                                    const std::vector<std::string>& keys) {
  if (keys.empty()) return std::vector<Rival>{};
  return rivals_at(tx.query_in(fmt::format("{} AND taken = 1 AND {} IN ({{keys}})", kRivals, column),
                               std::vector<Value>(keys.begin(), keys.end()), {import}));
}

Status forget_rivals(Transaction& tx, std::int64_t import) {
  return done(tx.execute("DELETE FROM import_rival WHERE import_id = ?", {import}));
}

}  // namespace fairway::ledger
