// Orders of the channel looked at without keeping anything.
#pragma once
#include <atomic>

#include "fairway/documents/order.hpp"
#include "host/flows/schedule.hpp"

namespace fairway::flows {

struct Peek {
  plugins::ChannelSpec spec;
  json::object params;     // of the stream `orders`
  std::uint32_t most = 0;  // about so many; 0: all
  plugins::CallOptions options;
};
struct Peeked {
  std::int64_t seen = 0, unread = 0;
  std::string problem;  // why not all were seen; empty: they were
};
// Calls `each` for every order, with its personal data; nothing of the call is stored, its state writes neither.
Peeked peek_orders(plugins::Supervisor& plugins, const Peek& peek, const std::function<void(const Order&)>& each);

// What waits on the channel before a store takes orders on (ACC-12).
struct Waiting {
  std::int64_t open = 0;   // orders of the last `within` that the store would take on, or reserve, if it took all of them
  std::int64_t taken = 0;  // of them those that are not older than its start
  bool more = false;       // not all were counted
  std::string problem;     // why the channel could not be asked; empty: it could
};
inline constexpr Millis kWaitingDeadline = std::chrono::seconds(20);
// `live_since`: the start that holds, or would. The instance is one of its own, so a pull in hand is not waited for.
Waiting count_waiting(plugins::Supervisor& plugins, const Catalogue& catalogue, const config::Account& account,
                      const config::Store& store, Instant live_since, Instant now, Millis deadline = kWaitingDeadline,
                      const std::atomic<bool>* cancel = nullptr);
// "12 open orders wait on the channel; start: now takes on none of them".
std::string sentence(const Waiting& waiting, const std::string& start);
// The `start` of an `orders` block as text.
std::string start_text(const config::Orders& orders);

}  // namespace fairway::flows
