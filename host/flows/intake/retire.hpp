// What becomes of a store's open orders when a person removes it. Nothing is lost without being named first.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/verbs.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

struct OpenOrder {
  std::int64_t id = 0;
  std::string channel_order_id, store;
  ledger::State state = ledger::State::received;
};
struct OpenOrders {
  std::vector<OpenOrder> waiting;     // that nobody will ever ship
  std::vector<OpenOrder> unfinished;  // that a warehouse may have, or whose parcels the channel was not told of
};

// Of one store, or of all of the account where `store` is empty; with all that the account had under that nickname.
Result<OpenOrders> open_orders(storage::Transaction& tx, const std::string& account, const std::string& store);

// They are dropped with the reason "removed". Of the unfinished ones no parcel is told to the channel any more: one that
// still comes is a finding.
Status drop_orders(storage::Transaction& tx, const OpenOrders& orders, const Person& person, Instant now);

}  // namespace fairway::flows
