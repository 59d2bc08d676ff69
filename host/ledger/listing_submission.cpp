#include "host/ledger/listing_submission.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

Result<std::vector<Submission>> submissions(Transaction& tx, const std::string& where, const std::vector<Value>& values) {
  auto rows =
      tx.query("SELECT id, store_id, name, changes, at, ended_at, fate FROM listing_submission WHERE " + where, values);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Submission> all;
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back({rows->integer(i, 0), rows->integer(i, 1), rows->text(i, 2), rows->integer(i, 3),
                   from_ms(rows->integer(i, 4)), instant_at(*rows, i, 5), rows->text(i, 6)});
  return all;
}

}  // namespace

Status insert(Transaction& tx, const std::vector<Submission>& all) {
  if (all.empty()) return {};
  Rows rows{{"store_id", Type::integer}, {"name"}, {"changes", Type::integer}, {"at", Type::integer}};
  for (const auto& one : all) rows.add({one.store_id, one.name, one.changes, to_ms(one.at)});
  return done(tx.insert("listing_submission", rows));
}

Status update(Transaction& tx, const Submission& one) {
  return done(tx.execute("UPDATE listing_submission SET ended_at = ?, fate = ? WHERE id = ?",
                         {to_value(one.ended_at), one.fate, one.id}));
}

Result<std::vector<Submission>> open_submissions(Transaction& tx, std::int64_t store) {
  return submissions(tx, "store_id = ? AND ended_at IS NULL ORDER BY id", {store});
}

Result<std::vector<Submission>> last_submissions(Transaction& tx, std::int64_t store, std::int64_t limit) {
  return submissions(tx, "store_id = ? ORDER BY id DESC LIMIT ?", {store, limit});
}

}  // namespace fairway::ledger
