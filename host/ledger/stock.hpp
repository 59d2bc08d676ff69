// Stock as a warehouse tells it: the latest level of each SKU and location, and what its snapshots and receipts move.
#pragma once
#include <vector>

#include "fairway/documents/fulfilment.hpp"
#include "host/ledger/stock_book.hpp"
#include "host/ledger/values.hpp"

namespace fairway::ledger {

// An order that the warehouse took within this time before a snapshot may not be in its numbers yet.
constexpr Millis kSettling = std::chrono::minutes(5);

// A warehouse's clock may be ahead of ours by so much: more than clocks drift, less than the smallest mistake that a wrong
// utc-offset makes. What is dated later than that is dated wrongly.
constexpr Millis kAheadMost = std::chrono::minutes(10);
inline bool is_to_come(const StockLevel& level, Instant now) {
  return level.as_of && to_instant(*level.as_of) > now + kAheadMost;
}

// A snapshot of some SKUs. One whose `as_of` is older than what is known of that SKU and location is kept, not applied: a slow
// page must not undo a newer one. One that is dated wrongly counts as of when it came, as one without a date does, so that it
// never keeps the next one out. The same again changes nothing. Of an item that has several locations the level is their
// sum, as of the oldest of them. What an order holds is in the snapshot, and reserved no more, once the warehouse had known of
// the order for five minutes at `as_of`, or a parcel of it had come to be known. No document tells a remote clock beside the
// stock, so what is measured of its skew is how far a snapshot is ahead of our clock; a clock that is behind makes us more
// careful only.
Status keep_levels(storage::Transaction&, const std::string& account, const std::string& warehouse,
                   std::vector<StockLevel> levels, std::string cause, Instant now);

// Levels of these locations, other than zero, that the warehouse told before `since` and not again: as zero.
Result<std::vector<StockLevel>> untold_as_zero(storage::Transaction&, const std::string& account,
                                               const std::string& warehouse, const std::set<std::string>& locations,
                                               Instant since);

// What arrived at a warehouse. It counts until a snapshot of that time or later comes; one that is not newer than the last
// snapshot is in it already, and is kept, not applied. One that is dated wrongly counts as of when it came: else it would count
// on top of every snapshot until its day. The same receipt again (item, time, cause) changes nothing.
struct Receipt {
  std::string sku;
  std::int64_t quantity = 0;
  Instant at;  // by the warehouse's clock
};
// A receipt names a day, which may be counted to its end and begins half a day earlier elsewhere.
constexpr Millis kReceiptAheadMost = std::chrono::hours(36);
inline bool is_to_come(const Receipt& receipt, Instant now) { return receipt.at > now + kReceiptAheadMost; }
Status take_receipts(storage::Transaction&, const std::string& account, const std::string& warehouse,
                     const std::vector<Receipt>& receipts, const std::string& cause, Instant now);

// What left a warehouse beyond what it was asked for, so that no order held it. It counts until a snapshot of after that comes.
// Each call is a departure of its own.
struct Surplus {
  std::string sku;
  std::int64_t quantity = 0;
  std::int64_t order_id = 0;
};
Status take_surplus(storage::Transaction&, const std::string& account, const std::string& warehouse,
                    const std::vector<Surplus>& surplus, const std::string& cause, Instant now);

}  // namespace fairway::ledger
