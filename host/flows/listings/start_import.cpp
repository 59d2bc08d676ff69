// An import by schedule, for stores that say `listings.import.every`. One that has not ended yet stands for it.
#include "host/flows/listings/import_verbs.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

Result<bool> is_importing(Context& context, const ledger::Group& group) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::stores_of(**tx, group.account);
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : *rows) {
    if (row.nickname != group.target) continue;
    auto open = ledger::open_import(**tx, row.id);
    if (!open) return fail(std::move(open.error()));
    return open->has_value();
  }
  return false;
}

}  // namespace

Status start_import(Context& context, Work& work) {
  if (auto account = account_of(context, work.group()); !account) return fail(account.error());
  auto busy = is_importing(context, work.group());
  if (!busy) return fail(std::move(busy.error()));
  if (*busy) return {};
  auto id = ask_import(context, {work.group().account, work.group().target, {}, false}, {});
  if (!id) return fail(std::move(id.error()));
  return {};
}

}  // namespace fairway::flows
