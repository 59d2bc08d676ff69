// The order as a row, and the ledger that moves it: every change is an event with its cause, and the row's state follows
// from it in the same transaction.
#pragma once
#include <string>
#include <unordered_set>
#include <vector>

#include "fairway/documents/common.hpp"
#include "host/base/json.hpp"
#include "host/ledger/state.hpp"
#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"
#include "host/storage/vault.hpp"

namespace fairway::ledger {

enum class AckState { none, due, sent };

// What a person put right about an order. It counts before what the channel says.
struct Correction {
  std::string service;                        // the warehouse's; empty: as the shipping map says
  std::optional<std::string> country, state;  // of the address
  std::string sealed;  // its personal parts: a bag (fairway/pii.hpp) under the order's key; empty: none
  bool of_address() const { return country || state || !sealed.empty(); }
  bool empty() const { return service.empty() && !of_address(); }
};

struct OrderRow {
  std::int64_t id = 0;  // 0: not stored yet
  std::string account, store;
  std::int64_t store_id = 0;  // the store as the reports know it
  std::string plugin, seller, channel_order_id;
  State state = State::received;
  std::string reason;  // why it is held, dropped, rejected, failed or unmapped
  State held_from = State::received;
  std::string channel_status, fulfilled_by, marketplace, ship_service, ship_category, country;
  std::string service, service_rule;  // what the shipping map said, and "accounts/acme.yaml:61" of the deciding line
  std::optional<Instant> ship_by;
  Instant created_at, updated_at;  // the channel's
  Instant taken_at;                // when we saw it first
  std::optional<Instant> closed_at;
  AckState ack = AckState::none;
  bool late_alarm = false;
  bool confirmation_needed = true;
  std::string document;        // order/1 less personal data
  storage::Vault::Sealed pii;  // empty key: none kept
  Correction correction;
  bool resubmit = false;               // its warehouses are asked not to ship, and then it goes out anew
  Instant read_at;                     // when the channel's copy was last read, by itself or as something new of a pull
  std::optional<Instant> gate_since;   // since when it could not be read again, though it is to go on
  std::string cancel_request;          // the lines that the buyer asks to cancel, as they were acted upon; empty: none
  bool cancel_declined = false;        // and a person declined
  std::vector<LineQuantity> given_up;  // lines that the seller gave up, whatever the channel shows yet
};

using Orders = std::vector<OrderRow>;
Result<Orders> orders_by_channel_id(storage::Transaction&, const std::string& plugin, const std::string& seller,
                                    const std::vector<std::string>& ids);
Result<Orders> orders_by_id(storage::Transaction&, const std::vector<std::int64_t>& ids);
// These were read, and the channel shows nothing new of them.
Status note_read(storage::Transaction&, const std::vector<std::int64_t>& ids, Instant at);
// These could not be read: they begin to wait for it.
Status note_unread(storage::Transaction&, const std::vector<std::int64_t>& ids, Instant since);
Result<Orders> orders_in_state(storage::Transaction&, const std::string& account, State state, std::int64_t after_id,
                               std::size_t limit);
Result<Orders> orders_to_acknowledge(storage::Transaction&, const std::string& account, const std::string& store,
                                     std::size_t limit);
// The newest orders of an account by id, at most `limit`, the newest first; `in`: those in this state.
Result<std::vector<std::int64_t>> newest_orders(storage::Transaction&, const std::string& account, std::size_t limit,
                                                std::optional<State> in = std::nullopt);
// Those of which a part was last given to this warehouse, at most `limit`.
Result<Orders> orders_sent_last(storage::Transaction&, const std::string& account, const std::string& warehouse,
                                std::size_t limit);
Result<bool> any_in_state(storage::Transaction&, const std::string& account, State state, std::int64_t after_id);
// Of one account, still with personal data: closed before `until`, or shipped before it and never confirmed; and, whatever
// became of it, arrived before `limit_of_all`.
Result<std::vector<std::int64_t>> orders_to_redact(storage::Transaction&, const std::string& account, Instant until,
                                                   Instant limit_of_all, std::size_t most);
// Accounts that have orders, configured or not.
Result<std::vector<std::string>> accounts_with_orders(storage::Transaction&);
// Takes document, events and parcels from up to `limit` orders that were closed before `until` and are redacted; the number
// of them. The row stays: its key keeps the same order from being taken on again.
Result<std::size_t> strip_orders(storage::Transaction&, Instant until, std::size_t limit);
struct StateCount {
  std::string account, state;
  std::int64_t orders = 0;
};
// Kept by the ledger as it writes, so that asking does not count.
Result<std::vector<StateCount>> state_counts(storage::Transaction&);
// Open, not yet shipped, with a ship-by before `until` and no alarm given.
Result<Orders> orders_due(storage::Transaction&, Instant until, std::size_t limit);

struct EventRow {
  std::int64_t id = 0, order_id = 0;
  Instant at;
  std::string type, cause, data;  // data: JSON or empty; never personal
};
Result<std::vector<EventRow>> events_of(storage::Transaction&, std::int64_t order_id);
// Of several orders those of some types, those of one order in their order.
Result<std::vector<EventRow>> events_of(storage::Transaction&, const std::vector<std::int64_t>& order_ids,
                                        const std::vector<Event>& types);

// Collects what happened to orders in one transaction. Orders are referred to, so they must outlive flush() unmoved.
class Ledger {
 public:
  explicit Ledger(Instant now) : now_(now) {}
  // Applies the event to `order` (state, closed_at, held_from) and notes it. `cause` names the job, rule or person.
  void record(OrderRow& order, Event event, std::string cause, const json::object& data = {});
  // The row changed without an event worth keeping.
  void touch(OrderRow& order);
  // Writes new orders, changed orders, how many orders are in each state, and all events, in bulk; what the orders hold of the
  // stock follows. Their fulfilment orders and parcels are to be stored before.
  Status flush(storage::Transaction& tx);

 private:
  struct Entry {
    OrderRow* order;
    Event event;
    std::string cause, data;
  };
  Instant now_;
  std::vector<Entry> entries_;
  struct Touched {
    OrderRow* order;
    State before;
  };
  std::vector<Touched> touched_;  // in the order of the first touch: ids follow it
  std::unordered_set<OrderRow*> known_;
};

}  // namespace fairway::ledger
