// Personal data past its time: the key is destroyed, and with it what it sealed, in the database and in every later backup.
#include <fmt/format.h>

#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

constexpr std::int64_t kPage = 500;

}  // namespace

Status redact(Context& context, Work& work) {
  const auto now = context.clock.now();
  bool more = false;
  for (const auto& [name, account] : context.config->accounts) {
    std::vector<std::int64_t> ids;
    {
      auto tx = context.db.read();
      if (!tx) return fail(std::move(tx.error()));
      auto rows = (*tx)->query(
          "SELECT id FROM orders WHERE closed_at IS NOT NULL AND closed_at < ? AND account = ? AND pii_key IS NOT NULL "
          "LIMIT ?",
          {(now - account->retain_pii).time_since_epoch().count(), name, kPage});
      if (!rows) return fail(std::move(rows.error()));
      for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
    }
    if (ids.empty()) continue;
    more = more || ids.size() == static_cast<std::size_t>(kPage);
    auto unit = Unit::begin(context);
    if (!unit) return fail(std::move(unit.error()));
    OrderBook book(now);
    if (auto ok = book.load(unit->tx(), ids); !ok) return ok;
    std::vector<std::string> keys;
    for (const auto id : ids) {
      auto* order = book.order(id);
      keys.push_back(order->pii.key_id);
      order->pii = {};
      book.ledger().record(*order, ledger::Event::redacted, cause_of(work));
    }
    if (auto ok = book.ledger().flush(unit->tx()); !ok) return ok;
    // The keys go first: rows without keys are redacted all the same, keys without rows would not be.
    if (auto ok = context.vault.destroy(keys); !ok) return ok;
    if (auto ok = unit->commit(); !ok) return ok;
  }
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = work.settle_all(context, unit->tx(), {std::nullopt, more ? std::optional(now) : std::nullopt}); !ok)
    return ok;
  return unit->commit();
}

}  // namespace fairway::flows
