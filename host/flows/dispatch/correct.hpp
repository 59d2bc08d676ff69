// A person puts an order's address or service right, and it goes out as it is then. What is personal is sealed under the
// order's key; events name the fields and never what stands in them.
#pragma once
#include "fairway/documents/order.hpp"
#include "host/flows/verbs.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

// By the names of correctable_fields(); a field that is set to nothing is taken out of the address. `service`: the warehouse's,
// in place of what the shipping map says; nothing: the map decides again. `as_channel`: what was corrected before counts no more.
struct OrderEdit {
  std::map<std::string, std::string> fields;
  std::optional<std::string> service;
  bool as_channel = false;
};
const std::vector<std::string>& correctable_fields();  // "name", "address_line1", "country" …

// INVALID, naming the field, for what cannot be right.
Status check_edit(const OrderEdit&);

// The order goes on: what waits for a mapping, was rejected or failed is tried again; what a warehouse may have is asked back and
// goes out anew once the warehouse agrees; one that a person holds stays held. REJECTED once a parcel has left, and for an order
// that is over or is being cancelled; INVALID as check_edit(), and where there is no such order.
Status edit_order(Context&, const std::string& account, std::int64_t order_id, const OrderEdit&, const Person&);

// What a released order needs: as follow_up() has it; what was corrected since it was routed is mapped and routed anew before.
Result<std::vector<ledger::NewJob>> go_on(Context&, Unit&, OrderBook&, ledger::OrderRow&, const std::string& cause);

// As edit_order() without a correction, for an order that its warehouse has lost or that is stuck there.
// `lost`: the person says that the warehouse does not have it; it is not waited for.
Status resubmit_order(Context&, const std::string& account, std::int64_t order_id, const std::string& reason, bool lost,
                      const Person&);

// The channel's own address beside what a person made of it, when the channel tells of the order again. `before`: the row as it
// was known, `now` and `personal`: what the channel says. Changed: the channel's own is another than it was when it was corrected.
// Same: it is what the person wrote, who need not insist any more. An address that is not told any more is no change.
enum class ChannelAddress { as_it_was, changed, same };
Result<ChannelAddress> compare_address(storage::Vault&, const ledger::OrderRow& before, const Order& now,
                                       const std::string& personal);

}  // namespace fairway::flows
