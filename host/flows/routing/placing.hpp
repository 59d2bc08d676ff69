// Fulfilment orders for the parts of orders: one for each who ships, under a reference that is kept for every retry.
#pragma once
#include "host/flows/routing/decide.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {

// Collects what shall be sent in one transaction; write() stores it with its jobs.
class Placing {
 public:
  Placing(Context& context, Unit& unit, const config::Account& account)
      : context_(context), unit_(unit), account_(account) {}

  // What was asked for before, and by whom it was refused. Of each order once, before the rest.
  Status load(const std::vector<std::int64_t>& order_ids);
  Standing standing(std::int64_t order_id) const;
  bool asked_before(std::int64_t order_id) const { return last_part_.contains(order_id); }

  // The order goes to `parts` (none: to those that have it already), shipped by `service`. What was to be sent otherwise is not;
  // what may be there already stays, and is sent again where nobody knows.
  void place(ledger::Ledger& ledger, ledger::OrderRow& order, const std::vector<Part>& parts);
  // The same, and its other parts stay as they are.
  void add(ledger::Ledger& ledger, ledger::OrderRow& order, const std::vector<Part>& parts);
  Status write();

 private:
  using Earlier = std::vector<ledger::Fulfilment>;
  void ask(ledger::Ledger& ledger, ledger::OrderRow& order, const Part& part, bool anew);
  Status settle_references();

  Context& context_;
  Unit& unit_;
  const config::Account& account_;
  std::map<std::int64_t, Earlier> earlier_;         // by order: what was asked for, less what is asked for anew
  std::map<std::int64_t, std::int64_t> last_part_;  // by order
  std::map<std::pair<std::int64_t, std::string>, Refusal> refused_;  // by order and warehouse: the last one
  std::map<std::int64_t, const ledger::OrderRow*> orders_;
  std::vector<ledger::Fulfilment> fresh_, again_, given_up_;
};

// "routed" as an event tells it: who ships what, by which rule, and where that stands.
json::object routed_detail(const Part& part, const std::string& service);

}  // namespace fairway::flows
