#include "host/flows/privacy/shred.hpp"

namespace fairway::flows {

void cut_personal(OrderBook& book, ledger::OrderRow& order, ledger::Why why, const std::string& cause,
                  std::vector<ledger::Redaction>& gone) {
  if (order.pii.key_id.empty()) return;
  gone.push_back({ledger::Redaction::Of::order, order.account, order.id, order.pii.key_id});
  book.ledger().record(order, ledger::Event::redacted, cause,
                       json::object{{"why", ledger::text(why)}, {"key", order.pii.key_id}});
  order.pii = {};
}

Status shred(Context& context, Unit& unit, const std::vector<ledger::Redaction>& gone, ledger::Why why,
             const std::string& cause) {
  std::vector<std::string> keys;
  for (const auto& one : gone) keys.push_back(one.key_id);
  if (auto ok = ledger::record(unit.tx(), gone, why, cause, context.clock.now()); !ok) return ok;
  context.meters.count("redactions_total", static_cast<std::int64_t>(gone.size()), {{"why", std::string(text(why))}});
  return context.vault.destroy(keys);
}

}  // namespace fairway::flows
