// Real orders once more through two configurations: what becomes of them now, and what would. Nothing is sent or written.
#pragma once
#include <map>

#include "host/engine/effects.hpp"

namespace fairway::engine {

// One order that would fare otherwise. Ids only: nothing of its buyer.
struct ReplayedOrder {
  std::int64_t id = 0;
  std::string channel_order_id, store;
  std::set<Effect> effects;
  std::string before, after;                // "UPS Ground from west", "needs mapping: no shipping rule for \"X\""
  config::Place before_place, after_place;  // the deciding lines; line 0: none
};

struct Replay {
  std::size_t replayed = 0;   // of them
  std::size_t differing = 0;  // have any effect
  std::map<Effect, std::size_t> counts;
  std::vector<ReplayedOrder> orders;  // the newest first, at most `listed`
};

struct ReplayOptions {
  std::size_t listed = 1000;  // most orders that are listed; all are counted
  const std::atomic<bool>* stopping = nullptr;
  Instant now = {};  // by which stock is old
};
// The stored orders `ids` of `running` under both. Each is judged as the channel showed it up to when it was taken on, at the
// time it was shown, and goes on as it was before anything of it was shipped or refused, by the stock of now; orders of
// which nothing is kept are left out. In pages, so memory does not grow with their number. Fails where the database does.
Result<Replay> replay(storage::Database& db, plugins::Supervisor& plugins, const config::Account& running,
                      const config::Account& proposed, const std::vector<std::int64_t>& ids, const ReplayOptions& options);

// `count` of `items`, evenly spread, in their order; all where there are no more.
std::vector<std::int64_t> evenly(const std::vector<std::int64_t>& items, std::size_t count);
// How many of each of several lists to take, `most` in all: short lists whole, of long ones the same number.
std::vector<std::size_t> shares(const std::vector<std::size_t>& sizes, std::size_t most);

}  // namespace fairway::engine
