// Windows of a channel's time in which a second view of its orders was compared with the ledger: the proof that none is
// missing, or which ones were (ORD-2).
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

inline constexpr std::string_view kOrderIds = "order-ids";  // the channel's own list of what changed
inline constexpr std::string_view kRescan = "rescan";       // the pull of orders once more, with both ends

enum class WindowState {
  asking,     // the view is waited for, or being read
  fetching,   // orders were missing: they are fetched by their ids
  proved,     // what the view showed is in the ledger
  incomplete  // some of it is not, and more tries are in vain
};
std::string_view text(WindowState state);

struct OrderWindow {
  std::int64_t id = 0;  // 0: not stored yet
  std::string account, source;
  std::vector<std::int64_t> stores;  // ids of their rows
  Instant since, until;              // of the channel's last change of an order
  std::string view;
  std::string asked_by;  // a person; empty: the schedule
  WindowState state = WindowState::asking;
  Instant begun_at;
  std::optional<Instant> ended_at;
  std::int64_t tries = 0, looks = 0;
  std::int64_t counted = 0, missing = 0, fetched = 0, unread = 0;
  std::string note;
};

// The schedule's window of a group that has not ended; there is one at most.
Result<std::optional<OrderWindow>> open_window(storage::Transaction&, const std::string& account, const std::string& source);
// Those of the group that ended with orders missing.
Result<std::vector<OrderWindow>> incomplete_windows(storage::Transaction&, const std::string& account,
                                                    const std::string& source);
Result<std::optional<OrderWindow>> window_by_id(storage::Transaction&, std::int64_t id);
Result<std::int64_t> add(storage::Transaction&, const OrderWindow& window);  // its id
Status update(storage::Transaction&, const OrderWindow& window);

struct Gap {
  std::int64_t id = 0;
  std::string channel_order_id;
  std::int64_t tries = 0;
};
// Those that the window has already stay as they are.
Status add_gaps(storage::Transaction&, std::int64_t window, const std::vector<std::string>& ids);
// Of those that are not in the ledger yet the first, by how often they were tried.
Result<std::vector<Gap>> open_gaps(storage::Transaction&, std::int64_t window, std::size_t limit);
// The first that were ever missing, in the ledger by now or not.
Result<std::vector<std::string>> first_gaps(storage::Transaction&, std::int64_t window, std::size_t limit);
Status note_tries(storage::Transaction&, const std::vector<Gap>& gaps);
Status note_fetched(storage::Transaction&, std::int64_t window, const std::set<std::string>& ids, Instant now);
struct GapCount {
  std::int64_t all = 0, fetched = 0;
};
Result<GapCount> count_gaps(storage::Transaction&, std::int64_t window);

// Which of these orders of a seller the ledger has, in whatever state and under whatever account.
Result<std::set<std::string>> known_orders(storage::Transaction&, const std::string& plugin, const std::string& seller,
                                           const std::vector<std::string>& ids);

// The finding that orders of this window were never shown by the pull.
std::string gap_key(std::int64_t window);

// Forgets up to `limit` windows that ended before `before`, with their gaps; what was still to be seen of them is resolved.
// How many.
Result<std::size_t> prune_windows(storage::Transaction&, Instant before, std::size_t limit, Instant now);

}  // namespace fairway::ledger
