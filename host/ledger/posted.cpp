#include "host/ledger/posted.hpp"

#include "host/base/text.hpp"

namespace fairway::ledger {

using storage::Rows;
using storage::Transaction;
using storage::Type;

Result<std::optional<PostedRow>> posted_under(Transaction& tx, const PostedKey& key) {
  auto rows = tx.query("SELECT order_id, content_hash FROM posted_order WHERE plugin = ? AND seller = ? AND key_hash = ?",
                       {key.plugin, key.seller, sha256_hex(key.key)});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::optional<PostedRow>();
  return std::optional(PostedRow{rows->integer(0, 0), rows->text(0, 1)});
}

Result<bool> was_posted(Transaction& tx, std::int64_t order_id, const std::string& content_hash) {
  auto rows =
      tx.query("SELECT 1 FROM posted_order WHERE order_id = ? AND content_hash = ? LIMIT 1", {order_id, content_hash});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

Status keep_posted(Transaction& tx, const PostedKey& key, const PostedRow& row, Instant now) {
  Rows rows{{"plugin"}, {"seller"}, {"key_hash"}, {"content_hash"}, {"order_id", Type::integer}, {"at", Type::integer}};
  rows.add({key.plugin, key.seller, sha256_hex(key.key), row.content_hash, row.order_id, to_ms(now)});
  return done(tx.bulk(
      "INSERT INTO posted_order (plugin, seller, key_hash, content_hash, order_id, at) VALUES (?, ?, ?, ?, ?, ?)", rows));
}

}  // namespace fairway::ledger
