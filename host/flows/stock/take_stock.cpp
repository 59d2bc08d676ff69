#include "host/flows/stock/take_stock.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/flows/intake/take_orders.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/stock/reserve.hpp"
#include "host/flows/units.hpp"
#include "host/ledger/records.hpp"
#include "host/ledger/stock.hpp"

namespace fairway::flows {
namespace {

// Of a notice "inbound-receipt": {"number", "at", "lines": [{"sku", "quantity"}]}.
constexpr const char* kReceipt = "receipt";

// Orders may be held because the store that ships had too little, and orders that are not paid may want what was not there.
Status judge_again(Context& context, Unit& unit, const WarehousePlace& place) {
  const auto& account = place.account->name;
  const auto now = context.clock.now();
  auto any = ledger::any_short(unit.tx(), account, now - kUnpaidHolds);
  if (any && !*any && place.warehouse->of_store) any = ledger::any_in_state(unit.tx(), account, ledger::State::held, 0);
  if (!any) return fail(std::move(any.error()));
  return *any ? unit.enqueue({remap_job(account, now)}) : Status();
}

struct Received {
  std::string cause;
  std::vector<ledger::Receipt> items;
  std::string wrong;  // pointer of the first line that cannot be counted
};
// What arrived, where the notice tells it item by item.
Received received(const Notice& notice) {
  Received out;
  for (const auto& [name, body] : notice.extra.members) {
    const auto told = name == kReceipt ? parse_json(body) : Result<json::value>(json::value());
    const auto* lines = told ? find(*told, "lines") : nullptr;
    const auto at = lines ? parse_time(text_at(*told, "at")) : std::nullopt;
    if (!at || !lines->is_array()) continue;
    out.cause = fmt::format("notice of receipt {}", printable(text_at(*told, "number"), 60));
    std::size_t i = 0;
    for (const auto& line : lines->get_array()) {
      const auto units = number_at(line, "quantity");
      if (units > kMostUnits || text_at(line, "sku").empty()) out.wrong = fmt::format("/{}/lines/{}", kReceipt, i);
      else if (units > 0) out.items.push_back({std::string(text_at(line, "sku")), units, *at});
      ++i;
    }
  }
  return out;
}

// A clock, an utc-offset, or the day where the month belongs: nobody at the warehouse may know of it.
Status name_wrong_date(Unit& unit, const WarehousePlace& place, const std::optional<Instant>& wrong, Instant now) {
  if (!wrong) return {};
  const auto& account = place.account->name;
  const auto& warehouse = place.warehouse->name;
  return ledger::raise(
      unit.tx(),
      {{fmt::format("notice/{}/{}/stock-date", account, warehouse), account, warehouse,
        std::string(ledger::kWarehouseNotice),
        fmt::format("tells its stock, or what arrived, as of {}, which is to come: its clock, its utc-offset or its way of "
                    "writing dates is wrong; it counts as of when it came",
                    format_time(*wrong))}},
      now);
}

}  // namespace

std::optional<plugins::Rejected> read_level(const plugins::Document& document, StockLevel& level) {
  const auto wrong = [&](std::string pointer, std::string message) {
    return plugins::Rejected{document.body, document.schema, std::move(pointer), std::move(message)};
  };
  if (JsonError error; !read_json(document.body, level, error)) return wrong(error.pointer, error.message);
  if (level.sku.empty()) return wrong("/sku", "it does not say of which item");
  if (level.available > kMostUnits || level.available < -kMostUnits)
    return wrong("/available", fmt::format("more than {} units", kMostUnits));
  return std::nullopt;
}

Status take_stock(Context& context, Unit& unit, const WarehousePlace& place, const plugins::Batch& batch,
                  const std::string& cause) {
  auto rejects = batch.rejects;
  std::vector<StockLevel> levels;
  std::optional<Instant> to_come;
  const auto& account = place.account->name;
  const auto now = context.clock.now();
  bool news = false;
  for (const auto& document : batch.documents) {
    if (document.schema == Notice::kSchema) {
      Notice notice;
      JsonError error;
      if (!read_json(document.body, notice, error)) continue;  // set aside with the parcels
      const auto receipt = received(notice);
      if (!receipt.wrong.empty())
        rejects.push_back({document.body, document.schema, receipt.wrong, "no item, or more units than there can be"});
      for (const auto& item : receipt.items)
        if (ledger::is_to_come(item, now)) to_come = item.at;
      if (auto ok = ledger::take_receipts(unit.tx(), account, place.warehouse->name, receipt.items, receipt.cause, now); !ok)
        return ok;
      news = news || !receipt.items.empty();
    }
    if (document.schema != StockLevel::kSchema) continue;
    StockLevel level;
    if (auto rejected = read_level(document, level)) rejects.push_back(std::move(*rejected));
    else levels.push_back(std::move(level));
  }
  for (const auto& level : levels)
    if (ledger::is_to_come(level, now)) to_come = ledger::to_instant(*level.as_of);
  if (auto ok = ledger::keep_levels(unit.tx(), account, place.warehouse->name, levels, cause, now); !ok) return ok;
  if (auto ok = name_wrong_date(unit, place, to_come, now); !ok) return ok;
  if (news || !levels.empty())
    if (auto ok = judge_again(context, unit, place); !ok) return ok;
  return set_aside(context, unit, account, place.warehouse->name, "stock", rejects);
}

}  // namespace fairway::flows
