// The cancel gate: before an order goes to who ships it, and before its parcel is confirmed, what its channel says of it now
// is read once more. A buyer may ask to cancel at any time, and the order that is stored is as old as the last pull.
#pragma once
#include <map>

#include "host/flows/flow.hpp"

namespace fairway::flows {

// An order whose copy was read less than this ago is not read again. What a channel shows may itself be late (Amazon's search
// by two minutes), so a younger copy would tell little more.
inline constexpr Millis kGateFresh = std::chrono::minutes(5);
// From so many orders of one pull group on, the group's window is pulled once; fewer are read one by one.
inline constexpr std::size_t kGateWindow = 5;
// How long an order waits for a channel that cannot be asked. Then it goes on, and its history says so: an order that never
// goes out is lost for certain, one that its buyer may have wanted to cancel can still be called back. A parcel has left, and
// Amazon itself refuses to confirm what is cancelled, so a confirmation waits less.
inline constexpr Millis kGateBeforeSubmit = std::chrono::minutes(30);
inline constexpr Millis kGateBeforeConfirm = std::chrono::minutes(10);

enum class Before { submit, confirm };

struct Gate {
  std::map<std::int64_t, Failure> waits;        // orders that may not go on yet, each until when
  std::map<std::int64_t, std::string> unasked;  // that go on though their channel could not be asked: why not
};
// Reads what is stale of these orders, by their ids; what came of it is in the database when it returns. Costs nothing for a
// channel whose manifest says that buyers cannot ask. Fails only where nothing can be known: the database, or the host stops.
Result<Gate> ask_channel(Context&, const Work&, const config::Account&, const std::vector<std::int64_t>& orders, Before);

}  // namespace fairway::flows
