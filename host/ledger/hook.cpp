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

}  // namespace fairway::ledger
