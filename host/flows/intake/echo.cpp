#include "host/flows/intake/echo.hpp"

#include "host/flows/working.hpp"

namespace fairway::flows {

Result<std::map<std::string, std::string>> origins_of(const Context& context, storage::Transaction& tx,
                                                      const config::Account& account, const config::Store& store,
                                                      const std::vector<std::string>& references) {
  std::map<std::string, std::string> origins;
  if (references.empty()) return origins;
  auto sent = ledger::fulfilments_by_reference(tx, reference_scope(context, account, store), references);
  if (!sent) return fail(std::move(sent.error()));
  auto orders = ledger::orders_by_id(tx, order_ids(*sent));
  if (!orders) return fail(std::move(orders.error()));
  for (const auto& fulfilment : *sent)
    for (const auto& order : *orders)
      if (order.id == fulfilment.order_id) origins.emplace(fulfilment.reference, order.channel_order_id);
  return origins;
}

}  // namespace fairway::flows
