// Closed orders past their time lose their document, events and parcels. The row stays: its key is what keeps the same
// order from being taken on again.
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kKept = std::chrono::hours(24 * 400);  // beyond a year's returns, refunds and reports
constexpr std::int64_t kPage = 500;

storage::Rows keys_of(const storage::Rows& found) {
  storage::Rows ids{{"id", storage::Type::integer}};
  for (std::size_t i = 0; i < found.size(); ++i) ids.add({found.integer(i, 0)});
  return ids;
}

}  // namespace

Status prune(Context& context, Work& work) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  auto old = unit->tx().query(
      "SELECT id FROM orders WHERE closed_at IS NOT NULL AND closed_at < ? AND document <> '{}' AND pii_key IS NULL LIMIT ?",
      {(now - kKept).time_since_epoch().count(), kPage});
  if (!old) return fail(std::move(old.error()));
  const auto ids = keys_of(*old);
  if (!ids.empty())
    for (const auto* sql : {"DELETE FROM order_event WHERE order_id = ?", "DELETE FROM shipment WHERE order_id = ?",
                            "UPDATE orders SET document = '{}' WHERE id = ?"})
      if (auto done = unit->tx().bulk(sql, ids); !done) return fail(std::move(done.error()));
  const bool more = old->size() == static_cast<std::size_t>(kPage);
  context.meters.count("orders_pruned_total", static_cast<std::int64_t>(old->size()));
  if (auto ok = work.settle_all(context, unit->tx(), {std::nullopt, more ? std::optional(now) : std::nullopt}); !ok)
    return ok;
  return unit->commit();
}

}  // namespace fairway::flows
