// What the seller gives up of an order: whether who should ship it agreed, and what the channel was told and made of it.
#pragma once
#include "fairway/documents/common.hpp"
#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

// asked: who ships it is asked not to. due: the channel is to be told. telling: it is handed over, and whether the channel
// took it is not known. told: it took it. verified: it shows it. refused: it will not. moot: nothing is to be told, since it
// ships all the same.
enum class CancellationState { asked, due, telling, told, verified, refused, moot };
std::string_view text(CancellationState state) noexcept;

struct CancellationRow {
  std::int64_t id = 0, order_id = 0;
  std::string reason;  // as documents/fulfilment.hpp names them; empty: the channel ended it, and is told nothing
  std::vector<LineQuantity> lines;  // under the channel's line ids and SKUs, with what was open of each
  bool whole = false;               // nothing is left of the order
  CancellationState state = CancellationState::due;
  std::string remote_id;   // the channel's name for the message
  std::string error;       // why the channel refused it, or did not answer
  std::int64_t tries = 0;  // messages whose end nobody knows
  Instant created_at;
  std::optional<Instant> told_at;  // while telling: when it was handed over first
};
// May the channel have it, or get it from a call that runs now?
inline bool maybe_told(const CancellationRow& row) {
  return row.state == CancellationState::telling || row.state == CancellationState::told;
}

Status insert(storage::Transaction&, std::vector<CancellationRow>&);  // sets ids
Status update(storage::Transaction&, const std::vector<CancellationRow>&);
Result<std::vector<CancellationRow>> cancellations_by_id(storage::Transaction&, const std::vector<std::int64_t>& ids);
Result<std::vector<CancellationRow>> cancellations_of(storage::Transaction&, const std::vector<std::int64_t>& order_ids);
// Told before `until`, and not shown by the channel yet, or handed over before it by a job that is no more; the oldest first.
Result<std::vector<CancellationRow>> unverified_cancellations(storage::Transaction&, Instant until, std::size_t limit);

}  // namespace fairway::ledger
