// What the steps that work on orders have in common: where their jobs belong, and one transaction for effects, events and
// the jobs' end.
#pragma once
#include <functional>

#include "fairway/documents.hpp"
#include "fairway/pii.hpp"
#include "host/flows/flow.hpp"
#include "host/ledger/fulfilment.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

// Where a group's work belongs. A "warehouse" may be a store that ships what others sold. Fails with a policy that keeps the jobs waiting while the account is absent or rejected, the
// store disabled or in observe mode, the warehouse gone: nothing is lost, it goes on when they are back.
struct StorePlace {
  const config::Account* account = nullptr;
  const config::Store* store = nullptr;
};
struct WarehousePlace {
  const config::Account* account = nullptr;
  const config::Warehouse* warehouse = nullptr;
};
Result<const config::Account*> account_of(const Context& context, const ledger::Group& group);
Result<StorePlace> store_of(const Context& context, const ledger::Group& group);
// Nothing of this store goes out now: it is absent, disabled, paused or in observe mode.
tl::unexpected<Failure> parked(std::string why);
Result<WarehousePlace> warehouse_of(const Context& context, const ledger::Group& group);
// The same where something is to be sent: a fulfilling store in observe mode gets nothing.
Result<WarehousePlace> warehouse_to_send_to(const Context& context, const ledger::Group& group);

// Is this account still called so? The configuration that a caller holds may be another by now, and what is queued under a
// name that nobody has would wait for ever. UNAVAILABLE: ask again.
Status still_called(storage::Transaction& tx, const std::string& account);

plugins::CallOptions call_options(const Context& context, const Work& work);
std::string cause_of(const Work& work, std::size_t job = 0);  // "submit west (job 12)"

// The name space in which a warehouse's references are unique: its identity settings, shared by accounts that share it.
std::string reference_scope(const Context& context, const config::Account& account, const config::Warehouse& warehouse);
// That of a store's own fulfilment, which is the seller's: all of a seller's stores share it.
std::string reference_scope(const Context& context, const config::Account& account, const config::Store& store);

// The fulfilment orders that the jobs are about, in the order of the jobs.
Result<std::vector<ledger::Fulfilment>> load_fulfilments(storage::Transaction& tx, const Work& work);
std::vector<std::int64_t> order_ids(const std::vector<ledger::Fulfilment>& fulfilments);

// How a channel shows an order that is cancelled (names of OrderStatus).
inline constexpr std::string_view kCancelledThere = "cancelled";

// What was cut out of an order, or of its correction. REJECTED when it was redacted.
Result<PiiBag> open_bag(storage::Vault& vault, const storage::Vault::Sealed& sealed);

// An order's document with its personal data put back, as a person corrected it and less what was given up of it. REJECTED when that was redacted.
Result<Order> whole_order(storage::Vault& vault, const ledger::OrderRow& row);
Result<Order> order_less_personal(const ledger::OrderRow& row);
// The same as the channel shows it: what was given up here is in it still.
Result<Order> order_as_shown(const ledger::OrderRow& row);

// Orders read in a write transaction, and the ledger that moves them.
class OrderBook {
 public:
  explicit OrderBook(Instant now) : ledger_(now) {}
  Status load(storage::Transaction& tx, const std::vector<std::int64_t>& ids);
  ledger::OrderRow* order(std::int64_t id);
  ledger::Ledger& ledger() noexcept { return ledger_; }

 private:
  std::map<std::int64_t, ledger::OrderRow> orders_;
  ledger::Ledger ledger_;
};

// What a push came to: a result for each item, and what the plugin wrote to its state.
struct Pushed {
  std::string scope;  // of the plugin's state
  plugins::PushEnd end;
  const plugins::PushResult& of(std::size_t item) const { return end.results.at(item); }
};
// Without items nothing is called. `order_ids`: whom the items are about. What is known of their buyers the answers do not
// repeat, whatever was asked, nor does what the plugin logs.
Pushed push(Context& context, const Work& work, const plugins::ChannelSpec& spec,
            const std::vector<plugins::PushItem>& items, const std::vector<std::int64_t>& order_ids);

// One transaction: the orders as they are now, `record`, the events, the plugin's state, the jobs' outcomes.
using Record = std::function<Result<std::vector<ledger::Outcome>>(Unit&, OrderBook&)>;
Status with_orders(Context& context, Work& work, const std::vector<std::int64_t>& order_ids, Pushed& pushed,
                   const Record& record);

// How a job ends that a plugin's answer did not settle.
inline ledger::Outcome again_later(const Failure& failure) { return {failure, std::nullopt}; }

}  // namespace fairway::flows
