// A confirmation is verified when the channel's own view of the order shows the parcel.
#pragma once
#include "fairway/documents/order.hpp"
#include "host/flows/flow.hpp"
#include "host/ledger/fulfilment.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

struct ShownPackages {
  ledger::OrderRow* order = nullptr;
  std::vector<OrderPackage> packages;
};

// A confirmation that the channel does not show is looked for by a single read of its order once it is overdue by the store's
// `orders.unseen-after`, and by no less than two windows of its ordinary pull.
Millis overdue_after(const config::Store& store);
// When the store's confirmations are to be looked for. None: its channel knows no single reads, or its orders are not fetched.
std::optional<ledger::NewJob> look_for_job(const Context& context, const config::Account& account,
                                           const config::Store& store, Instant confirmed_at);
// What a person must see of a parcel whose confirmation the channel does not show; one for each parcel.
std::string unseen_key(const ledger::ShipmentRow& shipment);

// Marks the confirmed shipments that the channel now shows, in the caller's transaction.
Status verify_confirmations(Context& context, Unit& unit, ledger::Ledger& ledger, const std::string& cause,
                            const std::vector<ShownPackages>& shown);

}  // namespace fairway::flows
