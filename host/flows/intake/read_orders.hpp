// Orders of a batch, read and placed at their stores: pure.
#pragma once
#include "host/flows/intake/take_orders.hpp"

namespace fairway::flows {

// An order as it arrived: read, placed at its store, its personal data cut out.
struct Incoming {
  Order order;
  std::string document;  // order/1 less personal data
  std::string personal;  // what was cut out, as JSON; empty when there is none
  const IntakeStore* store = nullptr;
};

// In their order. What cannot be an order of this pull goes to `rejects`, with its cause.
std::vector<Incoming> read_batch(const Intake& intake, const plugins::Batch& batch, std::vector<plugins::Rejected>& rejects);

}  // namespace fairway::flows
