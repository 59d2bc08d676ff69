#include "host/flows/routing/holds.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

constexpr const char* kPaused = "paused: ";

std::string waits_text(const std::string& name) { return fmt::format("waits: {} is held", name); }

Status known(const Context& context, const std::string& account_name, PlaceKind kind, const std::string& name) {
  const auto* account = context.account(account_name);
  if (!account) return fail(FW_E_INVALID, fmt::format("account {} does not run", printable(account_name, 80)));
  std::vector<std::string> names;
  if (kind == PlaceKind::store)
    for (const auto& store : account->stores) names.push_back(store.nickname);
  else
    for (const auto& warehouse : account->warehouses) names.push_back(warehouse.name);
  if (std::find(names.begin(), names.end(), name) != names.end()) return {};
  return fail(FW_E_INVALID, fmt::format("no {} {} in account {}{}", kind == PlaceKind::store ? "store" : "warehouse",
                                        printable(name, 80), account_name, config::did_you_mean(name, names)));
}

}  // namespace

Status hold_place(Context& context, const std::string& account, PlaceKind kind, const std::string& name,
                  const std::string& reason, const Person& person) {
  if (auto there = known(context, account, kind, name); !there) return there;
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = still_called(unit->tx(), account); !ok) return ok;
  const ledger::Hold hold{context.clock.now(), person.name, printable(reason, 200)};
  if (auto ok = ledger::set_hold(unit->tx(), account, name, hold); !ok) return ok;
  return unit->commit();
}

Status release_place(Context& context, const std::string& account, const std::string& name) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto gone = ledger::drop_hold(unit->tx(), account, name);
  if (!gone) return fail(std::move(gone.error()));
  if (!*gone) return fail(FW_E_INVALID, fmt::format("{} of account {} is not held", printable(name, 80), account));
  const auto now = context.clock.now();
  auto groups = ledger::hurry(unit->tx(), account, "submit", {}, now);  // a store's orders wait for whoever ships them
  if (!groups) return fail(std::move(groups.error()));
  if (auto ok = unit->commit(); !ok) return ok;
  for (const auto& group : *groups) context.wake(group, now);
  return {};
}

std::string held_back(const ledger::HoldsByTarget& holds, const std::string& store, const std::string& warehouse) {
  for (const auto* name : {&store, &warehouse})
    if (const auto found = holds.find(*name); found != holds.end())
      return fmt::format("{} by {}{}{}", waits_text(*name), found->second.author, found->second.reason.empty() ? "" : ": ",
                         found->second.reason);
  return {};
}

bool waits_for(const std::string& reason, const std::string& store, const std::string& warehouse) {
  return reason.starts_with(waits_text(store)) || reason.starts_with(waits_text(warehouse));
}

std::string paused_text(const std::set<std::string>& skus) {
  constexpr std::size_t kNamed = 5;
  std::string out;
  std::size_t n = 0;
  for (const auto& sku : skus)
    if (n++ < kNamed) out += (out.empty() ? kPaused : ", ") + printable(sku, 60);
  return n > kNamed ? fmt::format("{} and {} more", out, n - kNamed) : out;
}

bool is_paused_text(const std::string& reason) { return reason.starts_with(kPaused); }

}  // namespace fairway::flows
