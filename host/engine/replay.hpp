// Real orders once more through two configurations: how they ship now, and how they would. Nothing is sent or written.
#pragma once
#include <map>
#include <set>

#include "host/flows/decide.hpp"

namespace fairway::engine {

// How a decision would differ.
enum class Effect { service, warehouse, unmapped, mapped, held, released, observed, sent, parked, resumed, failed };
std::string_view name_of(Effect effect);      // "service"
std::string_view sentence_of(Effect effect);  // "would ship by another service"

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
};
// The stored orders `ids` of `running` (null: none are replayed) under both. Each is taken as it was before anything of
// it was shipped; orders that were never taken on, and those of which nothing is kept, are passed over. In pages, so memory
// does not grow with their number. Fails where the database does.
Result<Replay> replay(storage::Database& db, plugins::Supervisor& plugins, const config::Account& running,
                      const config::Account& proposed, const std::vector<std::int64_t>& ids, const ReplayOptions& options);

// `count` of `items`, evenly spread, in their order; all where there are no more.
std::vector<std::int64_t> evenly(const std::vector<std::int64_t>& items, std::size_t count);

}  // namespace fairway::engine
