// A confirmation is verified when the channel's own view of the order shows the parcel.
#pragma once
#include "fairway/documents/order.hpp"
#include "host/flows/flow.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

struct ShownPackages {
  ledger::OrderRow* order = nullptr;
  std::vector<OrderPackage> packages;
};

// Marks the confirmed shipments that the channel now shows, in the caller's transaction.
Status verify_confirmations(Context& context, Unit& unit, ledger::Ledger& ledger, const std::string& cause,
                            const std::vector<ShownPackages>& shown);

}  // namespace fairway::flows
