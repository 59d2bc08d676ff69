// Rows that could not be understood, sealed since nobody knows what is in them.
#include "host/flows/intake/take_orders.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {

Status set_aside(Context& context, Unit& unit, const std::string& account, const std::string& source,
                 const std::string& stream, const std::vector<plugins::Rejected>& rejects) {
  if (rejects.empty()) return {};
  std::vector<std::string> hashes, texts;
  for (const auto& reject : rejects) hashes.push_back(ledger::reject_hash(stream, reject.raw));
  auto known = ledger::known_rejects(unit.tx(), account, source, hashes);
  if (!known) return fail(std::move(known.error()));
  std::vector<ledger::Reject> rows;
  for (std::size_t i = 0; i < rejects.size(); ++i) {
    if (!known->insert(hashes[i]).second) continue;  // windows overlap: it is kept already
    const auto& reject = rejects[i];
    rows.push_back({account, source, stream, reject.schema, reject.pointer, reject.message, hashes[i], {}});
    texts.push_back(reject.raw);
  }
  if (rows.empty()) return {};
  auto sealed = context.vault.seal(texts);
  if (!sealed) return fail(std::move(sealed.error()));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].raw = std::move((*sealed)[i]);
  context.meters.count("rejects_total", static_cast<std::int64_t>(rows.size()), {{"account", account}, {"stream", stream}});
  return ledger::add_rejects(unit.tx(), rows, context.clock.now());
}

}  // namespace fairway::flows
