// What channels show of listings, and what they find wrong with them.
#include <set>

#include "fairway/json.hpp"
#include "host/ledger/listing_change.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr const char* kSelectLook =
    "SELECT listing_id, store_id, due_at, looks, looked_at, document FROM listing_look WHERE ";

Result<std::vector<Look>> read_looks(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Look> all;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& look = all.emplace_back();
    look.listing_id = rows->integer(i, 0), look.store_id = rows->integer(i, 1);
    look.due_at = instant_at(*rows, i, 2), look.looks = rows->integer(i, 3), look.looked_at = instant_at(*rows, i, 4);
    if (JsonError error; !rows->text(i, 5).empty() && !read_json(rows->text(i, 5), look.shown, error))
      return fail(FW_E_INTERNAL, "what a channel showed of a listing: " + error.message);
  }
  return all;
}

}  // namespace

Result<std::vector<Look>> looks_of(Transaction& tx, const std::vector<std::int64_t>& listings) {
  return read_looks(tx.query_in(std::string(kSelectLook) + "listing_id IN ({keys})",
                                std::vector<Value>(listings.begin(), listings.end())));
}

Result<std::vector<Look>> looks_due(Transaction& tx, std::int64_t store, Instant now, std::int64_t limit) {
  return read_looks(tx.query(std::string(kSelectLook) + "store_id = ? AND due_at <= ? ORDER BY due_at LIMIT ?",
                             {store, to_ms(now), limit}));
}

Result<std::optional<Instant>> next_look(Transaction& tx, std::int64_t store) {
  auto rows = tx.query("SELECT min(due_at) FROM listing_look WHERE store_id = ? AND due_at IS NOT NULL", {store});
  if (!rows) return fail(std::move(rows.error()));
  return instant_at(*rows, 0, 0);
}

Status set_looks(Transaction& tx, const std::vector<Look>& looks) {
  if (looks.empty()) return {};
  Rows rows{{"listing_id", Type::integer}, {"store_id", Type::integer},  {"due_at", Type::integer},
            {"looks", Type::integer},      {"looked_at", Type::integer}, {"document"}};
  for (const auto& look : looks)
    rows.add({look.listing_id, look.store_id, to_value(look.due_at), look.looks, to_value(look.looked_at),
              look.looked_at ? to_json(look.shown) : std::string()});
  return done(tx.bulk(
      "INSERT INTO listing_look (listing_id, store_id, due_at, looks, looked_at, document) VALUES (?, ?, ?, ?, ?, ?) ON "
      "CONFLICT (listing_id) DO UPDATE SET due_at = excluded.due_at, looks = excluded.looks, looked_at = "
      "excluded.looked_at, document = excluded.document",
      rows));
}

Status set_issues(Transaction& tx, std::string_view origin, const std::vector<IssuesOf>& all) {
  if (all.empty()) return {};
  Rows gone{{"listing_id", Type::integer}, {"origin"}};
  Rows rows{
      {"listing_id", Type::integer}, {"origin"}, {"n", Type::integer}, {"attribute"}, {"code"}, {"severity"}, {"document"}};
  for (const auto& one : all) {
    gone.add({one.listing_id, std::string(origin)});
    std::int64_t n = 0;
    for (const auto& issue : one.issues) {
      const auto attributes = issue.attributes.empty() ? std::vector<std::string>{""} : issue.attributes;
      for (const auto& attribute : attributes)
        rows.add({one.listing_id, std::string(origin), n, attribute, issue.code, issue.severity, to_json(issue)});
      ++n;
    }
  }
  if (auto ok = done(tx.bulk("DELETE FROM listing_issue WHERE listing_id = ? AND origin = ?", gone)); !ok) return ok;
  if (rows.empty()) return {};
  return done(tx.bulk(
      "INSERT INTO listing_issue (listing_id, origin, n, attribute, code, severity, document) VALUES (?, ?, ?, ?, ?, "
      "?, ?) ON CONFLICT DO NOTHING",
      rows));
}

Result<std::vector<ListingIssue>> issues_of(Transaction& tx, std::int64_t listing) {
  auto rows =
      tx.query("SELECT DISTINCT origin, n, document FROM listing_issue WHERE listing_id = ? ORDER BY origin, n", {listing});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ListingIssue> issues;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if (!seen.insert(rows->text(i, 2)).second) continue;
    if (JsonError error; !read_json(rows->text(i, 2), issues.emplace_back(), error))
      return fail(FW_E_INTERNAL, "an issue of a listing: " + error.message);
  }
  return issues;
}

}  // namespace fairway::ledger
