// Orders, or lines of them, that shall not ship after all: what never left us ends here, what a warehouse may have it is asked
// not to ship, and the channel that sold them is told once nothing of them will ship.
#pragma once
#include <set>

#include "host/flows/routing/parts.hpp"
#include "host/ledger/cancellation.hpp"

namespace fairway::flows {

// The reason of an order that is held for its buyer's wish.
inline constexpr const char* kWantsOut = "the buyer asks to cancel";

// Why, and by whose word.
struct GivingUp {
  std::string cause;        // of the events
  std::string words;        // what is said of it; may be empty
  std::string reason = {};  // as the channel is told it (names of CancelReason); empty: the channel itself ended it
};

// What is given up in one transaction. Orders are referred to, so they must outlive write() unmoved.
class GivenUp {
 public:
  GivenUp(Context& context, Unit& unit, ledger::Ledger& ledger) : context_(context), unit_(unit), ledger_(ledger) {}

  // For each order: where no warehouse may have any of it, it is cancelled now; else the warehouses are asked, and their
  // answers decide. Of an order of which a parcel left the rest is. Before the ledger's flush.
  Status orders(const std::vector<ledger::OrderRow*>& orders, const GivingUp& why);
  // The same of some lines, each under the channel's line id with the units that are given up. The rest goes on: where a
  // warehouse may have them, all of that part is asked back, for none cancels lines, and the rest is sent again once it agrees.
  // With nothing left the whole order is given up.
  Status lines(ledger::OrderRow& order, std::vector<LineQuantity> lines, const GivingUp& why);
  // What channels are to be told, with the jobs that tell them. After the flush, when all orders have their ids.
  Status write();

 private:
  struct Wish {
    ledger::OrderRow* order;
    ledger::CancellationRow row;
  };
  Status end_rest(ledger::OrderRow& order, std::vector<LineQuantity> lines, const GivingUp& why);
  void tell(ledger::OrderRow& order, std::vector<LineQuantity> lines, bool whole, bool asked, const GivingUp& why);

  Context& context_;
  Unit& unit_;
  ledger::Ledger& ledger_;
  std::vector<Wish> wishes_;
};

// Those of the orders that a warehouse may have, or get from a call that runs now: to hold them back is too late.
Result<std::set<std::int64_t>> maybe_at_warehouse(Unit& unit, const std::vector<ledger::OrderRow*>& orders);

// What is asked back of the order while nobody has answered yet: `whole`, or these units by line id.
struct AskedBack {
  bool whole = false;
  std::map<std::string, std::int64_t> units;
};
Result<std::map<std::int64_t, AskedBack>> asked_back(storage::Transaction& tx, const std::vector<std::int64_t>& orders);

// Of parts that were asked back for some of their lines: the other lines go out again, as a part of their own. After the
// fulfilment orders are stored, before record_cancelled().
Status send_rest(Context& context, Unit& unit, const config::Account& account, OrderBook& book,
                 const std::vector<CancelledPart>& parts);

// Once the warehouses that were asked have answered, or a parcel has: what is gone is told to the channel, what ships is not.
// After the fulfilment orders are stored, before the ledger's flush.
Status settle_asked(Context& context, Unit& unit, OrderBook& book, const std::vector<std::int64_t>& orders,
                    const std::string& cause);

}  // namespace fairway::flows
