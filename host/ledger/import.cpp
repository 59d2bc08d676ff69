#include "host/ledger/import.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

using S = ImportState;
constexpr std::array kImportStates{
    std::pair(S::requested, std::string_view("requested")), std::pair(S::waiting, std::string_view("waiting")),
    std::pair(S::reading, std::string_view("reading")),     std::pair(S::restarting, std::string_view("restarting")),
    std::pair(S::settling, std::string_view("settling")),   std::pair(S::done, std::string_view("done")),
    std::pair(S::failed, std::string_view("failed")),       std::pair(S::cancelled, std::string_view("cancelled")),
    std::pair(S::undoing, std::string_view("undoing")),     std::pair(S::undone, std::string_view("undone"))};

constexpr std::int64_t kReportAgeMs = 3'600'000;  // a change may be missing from a report for so long
constexpr const char* kImportColumns =
    "id, account, store_id, state, rules, dry_run, rerun_of, asked_by, requested_at, started_at, read_from, moved_at, "
    "ended_at, "
    "cursor, tries, looks, row_count, told, total, counts, note, undone, kept, file";

S import_state(std::string_view name) {
  for (const auto& [state, text] : kImportStates)
    if (text == name) return state;
  return S::failed;
}

Import import_at(const Rows& rows, std::size_t i) {
  Import m;
  m.id = rows.integer(i, 0), m.account = rows.text(i, 1), m.store_id = rows.integer(i, 2);
  m.state = import_state(rows.text(i, 3)), m.rules = rows.text(i, 4), m.dry_run = rows.integer(i, 5) != 0;
  m.rerun_of = rows.maybe_integer(i, 6), m.asked_by = rows.text(i, 7);
  m.requested_at = from_ms(rows.integer(i, 8)), m.started_at = instant_at(rows, i, 9);
  m.read_from = instant_at(rows, i, 10), m.moved_at = from_ms(rows.integer(i, 11)), m.ended_at = instant_at(rows, i, 12);
  m.cursor = rows.text(i, 13), m.tries = rows.integer(i, 14), m.looks = rows.integer(i, 15);
  m.rows = rows.integer(i, 16), m.told = rows.integer(i, 17), m.total = rows.maybe_integer(i, 18);
  if (JsonError error; !read_json(rows.text(i, 19), m.counts, error)) m.counts = {};
  m.note = rows.text(i, 20), m.undone = rows.integer(i, 21), m.kept = rows.integer(i, 22);
  if (const auto& file = rows.text(i, 23); !file.empty()) {
    JsonError error;
    (void)read_json(file, m.file.emplace(), error);  // one that cannot be read is not found, which is said
  }
  return m;
}

Result<std::optional<Import>> first_import(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? std::optional<Import>() : std::optional(import_at(*rows, 0));
}

Value maybe(const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(); }

}  // namespace

std::string_view text(ImportState state) {
  for (const auto& [known, name] : kImportStates)
    if (known == state) return name;
  return "failed";
}

Result<std::optional<Import>> open_import(Transaction& tx, std::int64_t store_id) {
  return first_import(tx.query(
      fmt::format("SELECT {} FROM import WHERE ended_at IS NULL AND store_id = ? ORDER BY id LIMIT 1", kImportColumns),
      {store_id}));
}

Result<std::vector<Import>> open_file_imports(Transaction& tx, std::int64_t store_id) {
  auto rows =
      tx.query(fmt::format("SELECT {} FROM import WHERE ended_at IS NULL AND store_id = ? AND file <> ''", kImportColumns),
               {store_id});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Import> open;
  for (std::size_t i = 0; i < rows->size(); ++i) open.push_back(import_at(*rows, i));
  return open;
}

Result<std::optional<Import>> import_by_id(Transaction& tx, std::int64_t id) {
  return first_import(tx.query(fmt::format("SELECT {} FROM import WHERE id = ?", kImportColumns), {id}));
}

Result<std::int64_t> add(Transaction& tx, const Import& m) {
  Rows rows{{"account"},  {"store_id", Type::integer},     {"state"},
            {"rules"},    {"dry_run", Type::integer},      {"rerun_of", Type::integer},
            {"asked_by"}, {"requested_at", Type::integer}, {"moved_at", Type::integer},
            {"file"}};
  rows.add({m.account, m.store_id, std::string(text(m.state)), m.rules, std::int64_t{m.dry_run}, maybe(m.rerun_of),
            m.asked_by, to_ms(m.requested_at), to_ms(m.requested_at), m.file ? to_json(*m.file) : std::string()});
  auto ids = tx.insert("import", rows);
  if (!ids) return fail(std::move(ids.error()));
  return ids->front();
}

Status update(Transaction& tx, const Import& m) {
  return done(tx.execute(
      "UPDATE import SET state = ?, started_at = ?, read_from = ?, moved_at = ?, ended_at = ?, cursor = ?, tries = ?, looks "
      "= "
      "?, row_count = ?, told = ?, total = ?, counts = ?, note = ?, undone = ?, kept = ? WHERE id = ?",
      {std::string(text(m.state)), to_value(m.started_at), to_value(m.read_from), to_ms(m.moved_at), to_value(m.ended_at),
       m.cursor, m.tries, m.looks, m.rows, m.told, maybe(m.total), to_json(m.counts), m.note, m.undone, m.kept, m.id}));
}

Result<std::int64_t> waiting_before(Transaction& tx, std::int64_t import) {
  auto rows = tx.query("SELECT COUNT(*) FROM import WHERE ended_at IS NULL AND state = 'requested' AND id < ?", {import});
  if (!rows) return fail(std::move(rows.error()));
  return rows->integer(0, 0);
}

Result<Shown> shown_last(Transaction& tx, std::int64_t store_id, const std::string& sku) {
  auto last = tx.query("SELECT MAX(id) FROM import WHERE store_id = ? AND state = 'done' AND rerun_of IS NULL AND file = ''",
                       {store_id});
  if (!last) return fail(std::move(last.error()));
  if (last->empty() || last->is_null(0, 0)) return Shown::unknown;
  auto rows = tx.query(
      "SELECT 1 FROM import_row WHERE import_id = ? AND sku = ? AND reason NOT IN ('closed', 'incomplete') "
      "LIMIT 1",
      {last->integer(0, 0), sku});
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? Shown::no : Shown::yes;
}

Result<std::vector<Gone>> listings_gone(Transaction& tx, const Import& import, bool unseen_too, std::size_t limit) {
  // What it made itself it has seen. Imports of a store follow each other and ids ascend: where it made the store's oldest
  // listing it made all of them, and a first import reads none.
  auto oldest = tx.query("SELECT created_import FROM listing WHERE store_id = ? ORDER BY id LIMIT 1", {import.store_id});
  if (!oldest) return fail(std::move(oldest.error()));
  if (oldest->empty() || oldest->maybe_integer(0, 0) == import.id) return std::vector<Gone>{};
  constexpr const char* kLive =
      "store_id = ? AND state IN ('active', 'paused', 'linked') AND coalesce(created_import, 0) <> ?";
  const std::string closed = "sku IN (SELECT sku FROM import_row WHERE import_id = ? AND reason = 'closed')";
  // What was published lately is not in a report that was asked for before, or that is older than it.
  const std::string unseen = fmt::format(
      "sku NOT IN (SELECT sku FROM import_row WHERE import_id = ?) AND NOT EXISTS (SELECT 1 FROM listing_change c WHERE "
      "c.listing_id = listing.id AND c.verb = 'publish' AND (c.ended_at IS NULL OR c.told_at > {}))",
      to_ms(import.requested_at) - kReportAgeMs);
  std::vector<Gone> gone;
  const auto find = [&](const std::string& which, ListingState now) -> Status {
    auto rows = tx.query(fmt::format("SELECT id FROM listing WHERE {} AND {} LIMIT ?", kLive, which),
                         {import.store_id, import.id, import.id, static_cast<std::int64_t>(limit - gone.size())});
    if (!rows) return fail(std::move(rows.error()));
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
    auto found = listings_by_id(tx, ids);
    if (!found) return fail(std::move(found.error()));
    for (auto& listing : *found) gone.push_back({std::move(listing), now});
    return {};
  };
  if (auto ok = find(closed, ListingState::closed); !ok) return fail(std::move(ok.error()));
  if (unseen_too && gone.size() < limit)
    if (auto ok = find(unseen, ListingState::broken_link); !ok) return fail(std::move(ok.error()));
  return gone;
}

}  // namespace fairway::ledger
