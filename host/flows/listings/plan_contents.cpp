// A store's listings are looked through for content that the channel was not told yet: all of them where the rules are new and
// every few hours, else those that came since, so many at a time.
#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/content_plan.hpp"
#include "host/flows/listings/listing_findings.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

constexpr std::int64_t kListingsAtOnce = 500;
constexpr Millis kWholeAgain = std::chrono::hours(6);

std::string plan_scope(const std::string& account, const std::string& store) { return "content/" + account + "/" + store; }

std::string hash_of_rules(const config::Store& store) {
  const auto* block = find(store.blocks, "content");
  std::string text = block ? json::serialize(*block) : std::string();
  if (const auto language = store.settings.facts.find("language"); language != store.settings.facts.end())
    text += language->second;
  return sha256_hex(text).substr(0, 16);
}

// How far the store was looked through, by which rules, and when that was begun.
struct ContentSweep {
  std::string rules;
  std::int64_t last = 0;
  Instant began;
};
ContentSweep read_sweep(const std::string& text) {
  const auto parts = split(text, ' ');
  if (parts.size() != 3) return {};
  return {parts[0], std::atoll(parts[1].c_str()), ledger::from_ms(std::atoll(parts[2].c_str()))};
}
std::string text_of(const ContentSweep& sweep) {
  return fmt::format("{} {} {}", sweep.rules, sweep.last, ledger::to_ms(sweep.began));
}

}  // namespace

Status plan_contents(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto store_id = store_row_id(unit->tx(), work.group());
  if (!store_id) return fail(store_id.error());
  const auto scope = plan_scope(work.group().account, work.group().target);
  const auto cursor = ledger::cursor(unit->tx(), scope);
  if (!cursor) return fail(cursor.error());
  const auto now = context.clock.now();
  auto sweep = read_sweep(*cursor);
  const auto rules = hash_of_rules(*place->store);
  if (sweep.rules != rules || now - sweep.began >= kWholeAgain) sweep = {rules, 0, now};
  const auto ids = ledger::listing_ids_after(unit->tx(), *store_id, sweep.last, kListingsAtOnce);
  if (!ids) return fail(ids.error());
  const ImportPlace at{place->account, place->store, *store_id};
  if (auto planned = ask_contents(context, *unit, at, *ids, {}); !planned) return fail(std::move(planned.error()));
  if (!ids->empty()) sweep.last = ids->back();
  if (auto ok = ledger::set_cursor(unit->tx(), scope, text_of(sweep), now); !ok) return ok;
  const bool more = ids->size() == static_cast<std::size_t>(kListingsAtOnce);
  if (auto ok = work.settle_all(context, unit->tx(), {std::nullopt, more ? std::optional(now) : std::nullopt}); !ok)
    return ok;
  return unit->commit();
}

Status replan_store(Context& context, Unit& unit, const std::string& account, const std::string& store) {
  const auto now = context.clock.now();
  const auto* known = context.account(account);
  const auto* configured = known ? known->store(store) : nullptr;
  if (!configured || !sends_content(context.catalogue, *configured)) return {};
  if (auto ok = ledger::set_cursor(unit.tx(), plan_scope(account, store), "", now); !ok) return ok;
  return unit.enqueue({recurring_job(account, "plan-contents", store, kPlanContentsEvery, now)});
}

}  // namespace fairway::flows
