#include "host/ledger/hook.hpp"

namespace fairway::ledger {

using storage::Blob;
using storage::Rows;
using storage::Transaction;
using storage::Type;

Result<std::optional<std::int64_t>> add_hook(Transaction& tx, const Hook& hook, Instant now) {
  Rows rows{{"account"}, {"target"}, {"delivery_id"}, {"at", Type::integer}, {"headers"}, {"body", Type::blob}, {"pii_key"}};
  rows.add({hook.account, hook.target, hook.delivery_id, to_ms(now), json::serialize(hook.headers), Blob{hook.body.bytes},
            hook.body.key_id});
  auto ids = tx.insert("hook", rows);
  if (ids) return std::optional(ids->front());
  if (ids.error().code == FW_E_REJECTED) return std::optional<std::int64_t>();
  return fail(std::move(ids.error()));
}

Result<std::optional<Hook>> hook_by_id(Transaction& tx, std::int64_t id) {
  auto rows = tx.query("SELECT id, account, target, delivery_id, headers, body, pii_key FROM hook WHERE id = ?", {id});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::optional<Hook>();
  auto headers = parse_json(rows->text(0, 4));
  return std::optional(Hook{rows->integer(0, 0),
                            rows->text(0, 1),
                            rows->text(0, 2),
                            rows->text(0, 3),
                            headers && headers->is_object() ? headers->get_object() : json::object(),
                            {rows->text(0, 6), rows->text(0, 5)}});
}

Result<std::vector<std::string>> drop_hooks(Transaction& tx, Instant before, std::size_t limit) {
  auto old = tx.query(
      "SELECT id, pii_key FROM hook WHERE at < ? AND NOT EXISTS (SELECT 1 FROM job WHERE job.key = 'hook/' || hook.id) "
      "ORDER BY at LIMIT ?",
      {to_ms(before), static_cast<std::int64_t>(limit)});
  if (!old) return fail(std::move(old.error()));
  std::vector<std::string> keys;
  Rows ids{{"id", Type::integer}};
  for (std::size_t i = 0; i < old->size(); ++i) {
    ids.add({old->integer(i, 0)});
    if (!old->is_null(i, 1)) keys.push_back(old->text(i, 1));
  }
  if (ids.empty()) return keys;
  if (auto gone = tx.bulk("DELETE FROM hook WHERE id = ?", ids); !gone) return fail(std::move(gone.error()));
  return keys;
}

}  // namespace fairway::ledger
