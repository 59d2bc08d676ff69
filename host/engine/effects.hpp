// What becomes of one order under a configuration, and how two of them differ.
#pragma once
#include <set>

#include "host/flows/intake/judge.hpp"
#include "host/flows/routing/decide.hpp"

namespace fairway::engine {

// How an order would fare otherwise.
enum class Effect {
  passed_status,
  passed_fulfilled_by,
  passed_within,
  passed_start,
  passed_unlinked,
  passed_cancelled,
  taken_on,
  reserved,
  unreserved,
  not_fetched,
  fetched,
  service,
  warehouse,
  unmapped,
  mapped,
  held,
  released,
  observed,
  sent,
  parked,
  resumed,
  failed
};
std::string_view name_of(Effect effect);      // "service"
std::string_view sentence_of(Effect effect);  // "would ship by another service"

struct Fate {
  bool configured = true;    // its store is; else nothing is judged
  bool fetched = true;       // the store's orders are asked for
  flows::Judgement judged;   // whether it is taken on
  config::Place judged_at;   // the line that keeps it out; line 0: none does
  flows::Decision decision;  // unless it is passed over

  bool passed() const { return configured && judged.verdict == flows::Judgement::Verdict::pass_over; }
};

std::set<Effect> effects_of(const Fate& before, const Fate& after);
// "UPS Ground from west", "passed over: status pending".
std::string words(const Fate& fate, const std::set<Effect>& effects);
// The line that makes the difference: of what is passed over that of the rule, where only the warehouse differs, or none may
// take it, that of the routing, else that of the service.
config::Place place_of(const Fate& fate, const std::set<Effect>& effects);

}  // namespace fairway::engine
