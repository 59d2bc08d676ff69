// Which recurring jobs an account's configuration asks for, and how stores are grouped into shared pulls.
#pragma once
#include "host/flows/flow.hpp"

namespace fairway::flows {

// Stores that one pull serves: equal in what the stream's manifest says is shared. One store where nothing is shared.
struct PullGroup {
  std::string id;  // "amazon:region=NA;seller-id=A1", "store:web"
  std::vector<const config::Store*>
      stores;                         // enabled, with orders on, in the order of the file; the first one's settings are used
  Millis every{0};                    // the shortest of theirs; the rate buckets hold back what is too often
  std::optional<Millis> check_every;  // the same of the check that none is missing; none: not by itself
};
// Whether orders of the store are asked for at all.
inline bool fetches_orders(const config::Store& store) { return store.enabled && store.orders.enabled; }
std::vector<PullGroup> order_groups(const config::Account& account, const Catalogue& catalogue);

// Whether the store is on, and its channel shows its listings.
bool imports_listings(const Catalogue& catalogue, const config::Store& store);

// Whether content of the store's listings is sent, and its channel can be told of it.
bool sends_content(const Catalogue& catalogue, const config::Store& store);
inline constexpr Millis kPlanContentsEvery = std::chrono::minutes(15);

// What is pulled from warehouses and fulfilling stores. Where the manifest says that stores share a stream, the first of them
// is pulled and brings the others' too. Points into the account.
inline constexpr const char* kRetentionStream = "retention";
struct FulfillerPull {
  const config::Warehouse* from = nullptr;
  std::string_view stream;  // shipments, stock, retention
  Millis every{0};
};
std::vector<FulfillerPull> fulfiller_pulls(const config::Account& account, const Catalogue& catalogue);

// The recurring jobs of one account, all due at `first` except that ticks after it spread by their own jitter.
std::vector<ledger::NewJob> schedule(const config::Account& account, const Catalogue& catalogue, Instant first);
// Those of the host itself: deadlines, redaction, pruning, stock, notices. They are due at each start.
std::vector<ledger::NewJob> host_schedule(Instant first);

// The channel instances that flows use, in the lane of `what`: a stream, or a document's schema.
plugins::ChannelSpec channel_spec(const Catalogue& catalogue, const config::Account& account, const config::Store& store,
                                  const std::string& scope, std::string_view what);
plugins::ChannelSpec channel_spec(const Catalogue& catalogue, const config::Account& account,
                                  const config::Warehouse& warehouse, std::string_view what);

}  // namespace fairway::flows
