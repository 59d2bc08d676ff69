#include "host/ledger/posted.hpp"

#include "host/base/text.hpp"

namespace fairway::ledger {

using storage::Blob;
using storage::Rows;
using storage::Transaction;
using storage::Type;

namespace {

PostedRow read_posted_row(const Rows& rows, std::size_t i) { return {rows.integer(i, 0), rows.text(i, 1)}; }

}  // namespace

Result<std::optional<PostedRow>> posted_under(Transaction& tx, const PostedKey& key) {
  auto rows = tx.query("SELECT order_id, content FROM posted_order WHERE plugin = ? AND seller = ? AND key_hash = ?",
                       {key.plugin, key.seller, sha256_hex(key.key)});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::optional<PostedRow>();
  return std::optional(read_posted_row(*rows, 0));
}

Result<std::vector<PostedRow>> posted_of(Transaction& tx, std::int64_t order_id) {
  auto rows = tx.query("SELECT order_id, content FROM posted_order WHERE order_id = ?", {order_id});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<PostedRow> all;
  for (std::size_t i = 0; i < rows->size(); ++i) all.push_back(read_posted_row(*rows, i));
  return all;
}

Status keep_posted(Transaction& tx, const PostedKey& key, const PostedRow& row, Instant now) {
  Rows rows{{"plugin"},           {"seller"}, {"key_hash"}, {"content", Type::blob}, {"order_id", Type::integer},
            {"at", Type::integer}};
  rows.add({key.plugin, key.seller, sha256_hex(key.key), Blob{row.content}, row.order_id, to_ms(now)});
  return done(
      tx.bulk("INSERT INTO posted_order (plugin, seller, key_hash, content, order_id, at) VALUES (?, ?, ?, ?, ?, ?)", rows));
}

}  // namespace fairway::ledger
