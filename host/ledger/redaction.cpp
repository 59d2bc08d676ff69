#include "host/ledger/redaction.hpp"

#include "host/ledger/state.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

// Rows of (id, account, pii_key) as what was sealed.
Result<std::vector<Redaction>> sealed_rows(Redaction::Of of, Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Redaction> found;
  for (std::size_t i = 0; i < rows->size(); ++i)
    found.push_back({of, rows->text(i, 1), rows->integer(i, 0), rows->text(i, 2)});
  return found;
}

// What `found` names, emptied.
Result<std::vector<Redaction>> emptied(Transaction& tx, Result<std::vector<Redaction>> found) {
  if (!found) return found;
  if (auto ok = blank(tx, *found); !ok) return fail(std::move(ok.error()));
  return found;
}

std::vector<Value> with_account(const std::string& account, std::vector<Value> rest) {
  if (!account.empty()) rest.insert(rest.begin(), account);
  return rest;
}

// A dead letter keeps its job, and so does what is parked: neither is read again unless somebody wants it.
std::string no_job_in(const char* states) {
  return std::string("NOT EXISTS (SELECT 1 FROM job WHERE job.key = 'hook/' || hook.id AND job.state IN (") + states + "))";
}

}  // namespace

std::string_view text(Redaction::Of of) noexcept {
  return of == Redaction::Of::order ? "order" : of == Redaction::Of::reject ? "reject" : "delivery";
}

std::string_view text(Why why) noexcept {
  switch (why) {
    case Why::retention: return "retention";
    case Why::request: return "request";
    case Why::unlinked: return "unlinked";
    case Why::removed: return "removed";
  }
  return "";
}

Status record(Transaction& tx, const std::vector<Redaction>& gone, Why why, const std::string& cause, Instant now) {
  Rows rows{
      {"account"}, {"kind"}, {"subject", Type::integer}, {"order_id", Type::integer}, {"key_id"}, {"at", Type::integer},
      {"why"},     {"cause"}};
  for (const auto& one : gone) {
    const bool order = one.of == Redaction::Of::order;
    rows.add({one.account, std::string(text(one.of)), one.subject, order ? Value(one.subject) : Value(), one.key_id,
              to_ms(now), std::string(text(why)), cause});
  }
  return rows.empty() ? Status{} : done(tx.insert("redaction", rows));
}

Result<std::set<std::int64_t>> redacted_orders(Transaction& tx, const std::vector<std::int64_t>& ids) {
  auto rows =
      tx.query_in("SELECT order_id FROM redaction WHERE order_id IN ({keys})", std::vector<Value>(ids.begin(), ids.end()));
  if (!rows) return fail(std::move(rows.error()));
  std::set<std::int64_t> found;
  for (std::size_t i = 0; i < rows->size(); ++i) found.insert(rows->integer(i, 0));
  return found;
}

Status request_redaction(Transaction& tx, const RedactionRequest& request, Instant now) {
  return done(tx.execute("INSERT OR IGNORE INTO redaction_request (order_id, account, at, author) VALUES (?, ?, ?, ?)",
                         {request.order_id, request.account, to_ms(now), request.author}));
}

Result<std::vector<RedactionRequest>> requests_due(Transaction& tx, std::size_t limit) {
  auto rows = tx.query(
      "SELECT r.order_id, r.account, r.author FROM redaction_request r JOIN orders o ON o.id = r.order_id "
      "WHERE o.closed_at IS NOT NULL OR o.state = 'shipped' ORDER BY r.order_id LIMIT ?",
      {static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<RedactionRequest> due;
  for (std::size_t i = 0; i < rows->size(); ++i) due.push_back({rows->integer(i, 0), rows->text(i, 1), rows->text(i, 2)});
  return due;
}

Status forget_requests(Transaction& tx, const std::vector<std::int64_t>& order_ids) {
  Rows ids{{"order_id", Type::integer}};
  for (const auto id : order_ids) ids.add({id});
  if (ids.empty()) return {};
  return done(tx.bulk("DELETE FROM redaction_request WHERE order_id = ?", ids));
}

Result<std::vector<std::string>> open_references(Transaction& tx, const std::string& account, const std::string& warehouse,
                                                 Instant before) {
  std::vector<std::string> references;
  for (auto state = State::received; state <= State::failed; state = State(int(state) + 1)) {
    if (is_closed(state) || state == State::shipped) continue;
    auto rows = tx.query(
        "SELECT f.reference FROM orders o CROSS JOIN fulfilment f ON f.order_id = o.id WHERE o.account = ? AND o.state = ? "
        "AND o.taken_at < ? AND f.warehouse = ? AND f.state NOT IN ('refused', 'cancelled') "
        "AND NOT EXISTS (SELECT 1 FROM redaction r WHERE r.order_id = o.id)",
        {account, std::string(text(state)), to_ms(before), warehouse});
    if (!rows) return fail(std::move(rows.error()));
    for (std::size_t i = 0; i < rows->size(); ++i) references.push_back(rows->text(i, 0));
  }
  return references;
}

Result<std::vector<Raw>> raw_bytes(Transaction& tx, Redaction::Of of, const std::string& account, std::int64_t after_id,
                                   std::size_t limit) {
  const bool rejects = of == Redaction::Of::reject;
  const std::string sql =
      rejects
          ? "SELECT id, raw, pii_key FROM reject WHERE account = ? AND id > ? AND pii_key IS NOT NULL ORDER BY id LIMIT ?"
          : "SELECT id, body, pii_key FROM hook WHERE account = ? AND id > ? AND pii_key IS NOT NULL AND " +
                no_job_in("'ready', 'running'") + " ORDER BY id LIMIT ?";
  auto rows = tx.query(sql, {account, after_id, static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Raw> found;
  for (std::size_t i = 0; i < rows->size(); ++i)
    found.push_back({of, rows->integer(i, 0), {rows->text(i, 2), rows->text(i, 1)}});
  return found;
}

Result<std::vector<Redaction>> blank_rejects(Transaction& tx, const std::string& account, Instant before,
                                             std::size_t limit) {
  const std::string mine = account.empty() ? "" : "account = ? AND ";
  return emptied(tx, sealed_rows(Redaction::Of::reject,
                                 tx.query("SELECT id, account, pii_key FROM reject WHERE " + mine +
                                              "at < ? AND pii_key IS NOT NULL ORDER BY at LIMIT ?",
                                          with_account(account, {to_ms(before), static_cast<std::int64_t>(limit)}))));
}

Result<std::vector<Redaction>> drop_hooks(Transaction& tx, const std::string& account, Instant before, std::size_t limit) {
  const std::string mine = account.empty() ? "" : "account = ? AND ";
  return emptied(tx, sealed_rows(Redaction::Of::delivery,
                                 tx.query("SELECT id, account, pii_key FROM hook WHERE " + mine + "at < ? AND " +
                                              no_job_in("'running'") + " ORDER BY at LIMIT ?",
                                          with_account(account, {to_ms(before), static_cast<std::int64_t>(limit)}))));
}

Status blank(Transaction& tx, const std::vector<Redaction>& rows) {
  Rows rejects{{"id", Type::integer}}, hooks{{"id", Type::integer}};
  for (const auto& one : rows)
    if (one.of != Redaction::Of::order) (one.of == Redaction::Of::reject ? rejects : hooks).add({one.subject});
  if (!rejects.empty())
    if (auto ok = done(tx.bulk("UPDATE reject SET raw = NULL, pii_key = NULL, hash = NULL WHERE id = ?", rejects)); !ok)
      return ok;
  if (hooks.empty()) return {};
  if (auto ok = done(tx.bulk("DELETE FROM job WHERE key = 'hook/' || ? AND state <> 'running'", hooks)); !ok) return ok;
  return done(tx.bulk("DELETE FROM hook WHERE id = ?", hooks));
}

}  // namespace fairway::ledger
