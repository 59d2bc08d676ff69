#include "host/ledger/cancellation.hpp"

#include <array>

#include "fairway/json.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr const char* kCancellation =
    "SELECT id, order_id, reason, lines, whole, state, remote_id, error, tries, created_at, told_at FROM cancellation ";

constexpr std::array<std::string_view, 7> kCancellationStates{"asked",    "due",     "telling", "told",
                                                              "verified", "refused", "moot"};

// Our own texts: one that is not in the table stands for what somebody must look at.
CancellationState cancellation_state(std::string_view text) {
  for (std::size_t i = 0; i < kCancellationStates.size(); ++i)
    if (kCancellationStates[i] == text) return static_cast<CancellationState>(i);
  return CancellationState::refused;
}

Result<std::vector<CancellationRow>> read_cancellations(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<CancellationRow> all;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& row = all.emplace_back();
    row.id = rows->integer(i, 0);
    row.order_id = rows->integer(i, 1);
    row.reason = rows->text(i, 2);
    JsonError error;
    read_json(rows->text(i, 3), row.lines, error);  // our own text: what cannot be read back is empty
    row.whole = rows->integer(i, 4) != 0;
    row.state = cancellation_state(rows->text(i, 5));
    row.remote_id = rows->text(i, 6);
    row.error = rows->text(i, 7);
    row.tries = rows->integer(i, 8);
    row.created_at = from_ms(rows->integer(i, 9));
    row.told_at = instant_at(*rows, i, 10);
  }
  return all;
}

}  // namespace

std::string_view text(CancellationState state) noexcept { return kCancellationStates[static_cast<std::size_t>(state)]; }

Status insert(Transaction& tx, std::vector<CancellationRow>& cancellations) {
  if (cancellations.empty()) return {};
  Rows rows{{"order_id", Type::integer},
            {"reason"},
            {"lines"},
            {"whole", Type::integer},
            {"state"},
            {"remote_id"},
            {"error"},
            {"tries", Type::integer},
            {"created_at", Type::integer},
            {"told_at", Type::integer}};
  for (const auto& c : cancellations)
    rows.add({c.order_id, c.reason, to_json(c.lines), std::int64_t{c.whole}, std::string(text(c.state)), c.remote_id,
              c.error, c.tries, to_ms(c.created_at), to_value(c.told_at)});
  auto ids = tx.insert("cancellation", rows);
  if (!ids) return fail(std::move(ids.error()));
  for (std::size_t i = 0; i < cancellations.size(); ++i) cancellations[i].id = (*ids)[i];
  return {};
}

Status update(Transaction& tx, const std::vector<CancellationRow>& cancellations) {
  if (cancellations.empty()) return {};
  Rows rows{{"lines"},
            {"whole", Type::integer},
            {"state"},
            {"remote_id"},
            {"error"},
            {"tries", Type::integer},
            {"told_at", Type::integer},
            {"id", Type::integer}};
  for (const auto& c : cancellations)
    rows.add({to_json(c.lines), std::int64_t{c.whole}, std::string(text(c.state)), c.remote_id, c.error, c.tries,
              to_value(c.told_at), c.id});
  return done(
      tx.bulk("UPDATE cancellation SET lines = ?, whole = ?, state = ?, remote_id = ?, error = ?, tries = ?, told_at = ? "
              "WHERE id = ?",
              rows));
}

Result<std::vector<CancellationRow>> cancellations_by_id(Transaction& tx, const std::vector<std::int64_t>& ids) {
  return read_cancellations(tx.query_in(std::string(kCancellation) + "WHERE id IN ({keys}) ORDER BY id",
                                        std::vector<Value>(ids.begin(), ids.end())));
}

Result<std::vector<CancellationRow>> cancellations_of(Transaction& tx, const std::vector<std::int64_t>& order_ids) {
  return read_cancellations(tx.query_in(std::string(kCancellation) + "WHERE order_id IN ({keys}) ORDER BY id",
                                        std::vector<Value>(order_ids.begin(), order_ids.end())));
}

Result<std::vector<CancellationRow>> unverified_cancellations(Transaction& tx, Instant until, std::size_t limit) {
  return read_cancellations(tx.query(
      std::string(kCancellation) +
          "WHERE state IN ('told', 'telling') AND told_at < ? AND (state = 'told' OR NOT EXISTS (SELECT 1 FROM job j "
          "WHERE j.kind = 'tell-cancelled' AND j.subject = cancellation.id AND j.state <> 'dead')) "
          "ORDER BY told_at LIMIT ?",
      {to_ms(until), static_cast<std::int64_t>(limit)}));
}

}  // namespace fairway::ledger
