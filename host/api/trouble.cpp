#include "host/api/trouble.hpp"

#include <fmt/format.h>

#include "host/flows/schedule.hpp"

namespace fairway::api {

Result<std::map<std::string, std::vector<Trouble>>> troubles(storage::Transaction& tx) {
  auto rows = tx.query(
      "SELECT account, kind, target, last_code, last_error FROM job WHERE every IS NOT NULL AND last_code IN ('AUTH', "
      "'CONFIG') ORDER BY account, kind, target");
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::string, std::vector<Trouble>> all;
  for (std::size_t i = 0; i < rows->size(); ++i)
    all[rows->text(i, 0)].push_back({rows->text(i, 1), rows->text(i, 2), rows->text(i, 3), rows->text(i, 4)});
  return all;
}

config::Findings findings_of(const std::vector<Trouble>& troubles, const config::Account& account,
                             const Catalogue& catalogue) {
  config::Findings all;
  const auto groups = flows::order_groups(account, catalogue);
  for (const auto& trouble : troubles) {
    const auto say = [&](const config::Place& place, const std::string& path) {
      all.push_back(
          {config::Severity::error, place, path, fmt::format("{}: {}: {}", trouble.kind, trouble.code, trouble.error)});
    };
    if (const auto* warehouse = account.warehouse(trouble.target)) say(warehouse->place, "warehouses." + warehouse->name);
    for (const auto& group : groups)
      if (group.id == trouble.target)
        for (const auto* store : group.stores) say(store->place, "stores." + store->nickname);
  }
  return all;
}

}  // namespace fairway::api
