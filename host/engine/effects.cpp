#include "host/engine/effects.hpp"

#include <array>

#include <fmt/format.h>

namespace fairway::engine {
namespace {

using flows::Decision;
using Effects = std::set<Effect>;
using Kind = Decision::Kind;
using Verdict = flows::Judgement::Verdict;

bool goes(const Decision& decision) { return decision.kind == Kind::sent || decision.kind == Kind::observed; }

// What an order that went another way before comes to, now that it goes.
Effect arrival(Kind before, Kind after) {
  switch (before) {
    case Kind::unmapped: return Effect::mapped;
    case Kind::held: return Effect::released;
    case Kind::waits: return Effect::resumed;
    default: return after == Kind::sent ? Effect::sent : Effect::observed;
  }
}

// What keeps an order from going.
std::optional<Effect> obstacle(const Decision& decision) {
  if (decision.failed) return Effect::failed;
  switch (decision.kind) {
    case Kind::waits: return Effect::parked;
    case Kind::unmapped: return Effect::unmapped;
    case Kind::held: return Effect::held;
    default: return std::nullopt;
  }
}

Effects effects_of(const Decision& before, const Decision& after) {
  Effects out;
  if (after.failed) out.insert(Effect::failed);
  if (before.failed || after.failed) return out;  // what a map that cannot answer would have said nobody knows
  if (goes(before) && goes(after)) {
    if (before.service != after.service) out.insert(Effect::service);
    if (flows::shippers(before) != flows::shippers(after)) out.insert(Effect::warehouse);
  }
  if (before.kind == after.kind) return out;
  if (const auto stops = obstacle(after)) out.insert(*stops);
  else if (goes(after)) out.insert(arrival(before.kind, after.kind));
  else if (before.kind == Kind::unmapped) out.insert(Effect::mapped);
  return out;
}

Effect why_passed(const Fate& fate) {
  for (const auto& [key, effect] : {std::pair<std::string_view, Effect>{"statuses", Effect::passed_status},
                                    {"fulfilled-by", Effect::passed_fulfilled_by},
                                    {"within", Effect::passed_within},
                                    {"start", Effect::passed_start},
                                    {"unlinked", Effect::passed_unlinked}})
    if (fate.judged.key == key) return effect;
  return Effect::passed_cancelled;
}

// Of an order that did not come in before.
Effects arrived(Effect how, const Fate& after) {
  Effects out{how};
  if (const auto stops = obstacle(after.decision)) out.insert(*stops);
  return out;
}

// Orders of a store that is off on both sides may be under way still: for them the rest counts.
bool kept_out(const Fate& fate, const Effects& effects) {
  return !fate.fetched && (effects.contains(Effect::fetched) || effects.contains(Effect::not_fetched));
}

std::string words(const Decision& decision) {
  switch (decision.kind) {
    case Kind::waits: return "waits: " + decision.reason;
    case Kind::unmapped: return "needs mapping: " + decision.reason;
    case Kind::dropped: return "dropped: " + decision.reason;
    case Kind::held: return "held: " + decision.reason;
    case Kind::observed: return fmt::format("{} from {}, observed only", decision.service, flows::shippers(decision));
    case Kind::sent: return fmt::format("{} from {}", decision.service, flows::shippers(decision));
  }
  return {};
}

struct Said {
  Effect effect;
  std::string_view name, sentence;
};
constexpr std::array kSaid{
    Said{Effect::passed_status, "passed-over-status", "would be passed over: status"},
    Said{Effect::passed_fulfilled_by, "passed-over-fulfilled-by", "would be passed over: fulfilled-by"},
    Said{Effect::passed_within, "passed-over-within", "would be passed over: older than within"},
    Said{Effect::passed_start, "passed-over-start", "would be passed over: created before the start"},
    Said{Effect::passed_unlinked, "passed-over-unlinked", "would be passed over: an item is not linked"},
    Said{Effect::passed_cancelled, "passed-over-cancelled", "would be passed over: cancelled before they were taken on"},
    Said{Effect::taken_on, "taken-on", "passed over before would be taken on"},
    Said{Effect::reserved, "reserved", "would be reserved until they are paid"},
    Said{Effect::unreserved, "unreserved", "would no longer be reserved until they are paid"},
    Said{Effect::not_fetched, "not-fetched", "would not be fetched"},
    Said{Effect::fetched, "fetched", "would be fetched, as they are not now"},
    Said{Effect::service, "service", "would ship by another service"},
    Said{Effect::warehouse, "warehouse", "would go to another warehouse"},
    Said{Effect::unmapped, "unmapped", "would need a mapping"},
    Said{Effect::mapped, "mapped", "would no longer need a mapping"},
    Said{Effect::held, "held", "would be held"},
    Said{Effect::released, "released", "would no longer be held"},
    Said{Effect::observed, "observed", "would only be observed, not sent"},
    Said{Effect::sent, "sent", "would be sent, not only observed"},
    Said{Effect::parked, "parked", "would wait for a store that is not configured"},
    Said{Effect::resumed, "resumed", "would no longer wait for their store"},
    Said{Effect::failed, "failed", "got no answer from the proposed shipping map"},
};

}  // namespace

std::string_view name_of(Effect effect) { return kSaid.at(static_cast<std::size_t>(effect)).name; }
std::string_view sentence_of(Effect effect) { return kSaid.at(static_cast<std::size_t>(effect)).sentence; }

Effects effects_of(const Fate& before, const Fate& after) {
  const bool was_out = before.passed(), is_out = after.passed();
  // Passed over on one side, nobody knows what a side without its store would say.
  if (!before.configured || !after.configured)
    return was_out || is_out ? Effects() : effects_of(before.decision, after.decision);
  if (was_out && is_out) return {};
  if (before.fetched && !after.fetched) return was_out ? Effects() : Effects{Effect::not_fetched};
  if (!before.fetched && after.fetched) return is_out ? Effects() : arrived(Effect::fetched, after);
  if (is_out) return {why_passed(after)};
  const auto waits = [](const Fate& fate) { return fate.judged.verdict == Verdict::reserve; };
  if (was_out) return arrived(waits(after) ? Effect::reserved : Effect::taken_on, after);
  auto out = effects_of(before.decision, after.decision);
  if (waits(before) != waits(after)) out.insert(waits(after) ? Effect::reserved : Effect::unreserved);
  return out;
}

std::string words(const Fate& fate, const Effects& effects) {
  if (fate.passed()) return "passed over: " + fate.judged.reason;
  if (kept_out(fate, effects)) return "not fetched: orders of the store are off";
  const bool waits = fate.configured && fate.judged.verdict == Verdict::reserve;
  return (waits ? "once paid " : "") + words(fate.decision);
}

config::Place place_of(const Fate& fate, const Effects& effects) {
  if (fate.passed() || kept_out(fate, effects)) return fate.judged_at;
  const auto& decision = fate.decision;
  const bool routing = decision.kind == Kind::held || (effects.contains(Effect::warehouse) && effects.size() == 1);
  return routing ? decision.routed : decision.rule;
}

}  // namespace fairway::engine
