// Orders as they come in: stored once, with their personal data sealed, each change an event. One transaction a batch.
#pragma once
#include "fairway/documents/order.hpp"
#include "host/flows/flow.hpp"
#include "host/ledger/order.hpp"
#include "host/ledger/records.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {

struct IntakeStore {
  const config::Store* config = nullptr;
  ledger::StoreRow row;
};

// Where a batch came from.
struct Intake {
  const config::Account* account = nullptr;
  std::map<std::string, IntakeStore> stores;  // by nickname: those that the pull serves
  std::string source;                         // group or store, for rejects
  std::string cause;                          // of its events: "pull-orders amazon:…"
};

// Stages everything in `unit`: new and changed orders with their events, rejects, and a `map` job when there is work for it.
Status take_orders(Context& context, Unit& unit, const Intake& intake, const plugins::Batch& batch);

// Rows that could not be understood are kept aside, sealed; their neighbours go on.
Status set_aside(Context& context, Unit& unit, const std::string& account, const std::string& source,
                 const std::string& stream, const std::vector<plugins::Rejected>& rejects);

}  // namespace fairway::flows
