// What a person must see of listings, and when the channel is looked at: shared by telling, looking and importing.
#pragma once
#include "fairway/documents/listing_change.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/listing.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {

// refused: the channel will not. unseen: it took it and does not show it. back: a delisted one is there again. in_stock: a hidden
// one can be bought.
enum class ListingTrouble { refused, unseen, back, in_stock };
ledger::Finding listing_finding(ListingTrouble of, const StorePlace& place, const ledger::ListingRow& listing,
                                const std::string& why);

// What a report shows of a listing against a person's wish. It is told of those alone of which nothing was told for an hour before
// the report was asked for, since a report shows what was.
struct ListingDrift {
  const ledger::ListingRow* listing;
  ListingTrouble trouble;
};
Status raise_drifts(storage::Transaction& tx, const StorePlace& place, const std::vector<ListingDrift>& drifts,
                    Instant asked, Instant now);

// LST-17: which line of YAML named the shipping template that the channel finds wrong; empty: none of these does.
std::string template_line(const config::Store& store, const ListingChange& change, const std::vector<ListingIssue>& issues);

// How long after the last look, or after the telling, the next one is.
inline constexpr std::int64_t kLooks = 5;
Millis look_after(std::int64_t looks);

// The row of the group's store.
Result<std::int64_t> store_row_id(storage::Transaction& tx, const ledger::Group& group);

}  // namespace fairway::flows
