#include "host/ledger/records.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::ledger {

using storage::Blob;
using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

namespace {
Result<std::string> one_text(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? std::string() : rows->text(0, 0);
}
}  // namespace

Result<std::string> cursor(Transaction& tx, const std::string& scope) {
  return one_text(tx.query("SELECT cursor FROM cursor WHERE scope = ?", {scope}));
}

Status set_cursor(Transaction& tx, const std::string& scope, const std::string& cursor, Instant now) {
  return done(
      tx.execute("INSERT INTO cursor (scope, cursor, updated_at) VALUES (?, ?, ?) "
                 "ON CONFLICT (scope) DO UPDATE SET cursor = excluded.cursor, updated_at = excluded.updated_at",
                 {scope, cursor, to_ms(now)}));
}

Status set_state(Transaction& tx, const std::string& scope, const std::vector<StateItem>& items) {
  for (const auto& item : items) {
    if (!item.expected) continue;
    auto now = get_state(tx, scope, item.key);
    if (!now) return fail(std::move(now.error()));
    if (*now != *item.expected)
      return fail(FW_E_THROTTLED, fmt::format("state {} was written by another call meanwhile", item.key));
  }
  Rows put{{"scope"}, {"key"}, {"value"}}, gone{{"scope"}, {"key"}};
  for (const auto& item : items)
    if (item.value.empty()) gone.add({scope, item.key});
    else put.add({scope, item.key, item.value});
  if (!put.empty())
    if (auto ok = done(tx.bulk("INSERT INTO plugin_state (scope, key, value) VALUES (?, ?, ?) ON CONFLICT (scope, key) DO "
                               "UPDATE SET value = excluded.value",
                               put));
        !ok)
      return ok;
  if (gone.empty()) return {};
  return done(tx.bulk("DELETE FROM plugin_state WHERE scope = ? AND key = ?", gone));
}

Result<std::string> get_state(Transaction& tx, const std::string& scope, const std::string& key) {
  return one_text(tx.query("SELECT value FROM plugin_state WHERE scope = ? AND key = ?", {scope, key}));
}

std::string reject_hash(const std::string& stream, const std::string& bytes) { return sha256_hex(stream + '\n' + bytes); }

Result<std::set<std::string>> known_rejects(Transaction& tx, const std::string& account, const std::string& source,
                                            const std::vector<std::string>& hashes) {
  auto rows = tx.query_in("SELECT hash FROM reject WHERE account = ? AND source = ? AND hash IN ({keys})",
                          std::vector<Value>(hashes.begin(), hashes.end()), {account, source});
  if (!rows) return fail(std::move(rows.error()));
  std::set<std::string> known;
  for (std::size_t i = 0; i < rows->size(); ++i) known.insert(rows->text(i, 0));
  return known;
}

Status add_rejects(Transaction& tx, const std::vector<Reject>& rejects, Instant now) {
  if (rejects.empty()) return {};
  Rows rows{{"account"},           {"source"},          {"stream"},  {"schema"}, {"pointer"}, {"error"},
            {"at", Type::integer}, {"raw", Type::blob}, {"pii_key"}, {"hash"}};
  for (const auto& r : rejects)
    rows.add({r.account, r.source, r.stream, r.schema, r.pointer, printable(r.error), to_ms(now), Blob{r.raw.bytes},
              r.raw.key_id, r.hash});
  return done(tx.insert("reject", rows));
}

Status raise(Transaction& tx, const std::vector<Finding>& findings, Instant now) {
  if (findings.empty()) return {};
  Rows rows{{"key"}, {"account"}, {"target"}, {"kind"}, {"message"}, {"order_id", Type::integer}, {"at", Type::integer}};
  for (const auto& f : findings)
    rows.add({f.key, f.account, f.target, f.kind, f.message, f.order_id ? Value(f.order_id) : Value(), to_ms(now)});
  return done(
      tx.bulk("INSERT INTO finding (key, account, target, kind, message, order_id, at) VALUES (?, ?, ?, ?, ?, ?, ?) "
              "ON CONFLICT (key) DO UPDATE SET message = excluded.message, resolved_at = NULL",
              rows));
}

Status resolve(Transaction& tx, const std::string& key, Instant now) {
  return done(tx.execute("UPDATE finding SET resolved_at = ? WHERE key = ? AND resolved_at IS NULL", {to_ms(now), key}));
}

Result<std::vector<Finding>> open_findings(Transaction& tx, const std::string& kind) {
  auto rows = tx.query(
      "SELECT key, account, target, kind, message, coalesce(order_id, 0) FROM finding WHERE kind = ? AND resolved_at IS "
      "NULL",
      {kind});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Finding> found;
  for (std::size_t i = 0; i < rows->size(); ++i)
    found.push_back(
        {rows->text(i, 0), rows->text(i, 1), rows->text(i, 2), rows->text(i, 3), rows->text(i, 4), rows->integer(i, 5)});
  return found;
}

Finding order_finding(const std::string& kind, const OrderRow& order, const std::string& target,
                      const std::string& message) {
  return {fmt::format("{}/{}", kind, order.id),
          order.account,
          target,
          kind,
          fmt::format("order {}: {}", order.channel_order_id, message),
          order.id};
}

Status resolve_settled(Transaction& tx, Instant now) {
  auto orders =
      done(tx.execute("UPDATE finding SET resolved_at = ? WHERE resolved_at IS NULL AND kind <> ? AND EXISTS (SELECT 1 FROM "
                      "orders o WHERE o.id = finding.order_id AND (o.closed_at IS NOT NULL OR o.state = 'shipped'))",
                      {to_ms(now), std::string(kShippedAllTheSame)}));
  if (!orders) return orders;
  return done(tx.execute("UPDATE finding SET resolved_at = ? WHERE kind IN (?, ?, ?, ?) AND resolved_at IS NULL AND at < ?",
                         {to_ms(now), std::string(kWarehouseNotice), std::string(kOverShipped),
                          std::string(kShippedAllTheSame), std::string(kUntold), to_ms(now - kNoticesShown)}));
}

}  // namespace fairway::ledger
