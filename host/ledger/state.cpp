#include "host/ledger/state.hpp"

#include <array>
#include <utility>

namespace fairway::ledger {
namespace {

constexpr std::array<std::pair<State, std::string_view>, 14> kStates{{{State::received, "received"},
                                                                      {State::reserved, "reserved"},
                                                                      {State::needs_mapping, "needs-mapping"},
                                                                      {State::held, "held"},
                                                                      {State::rejected, "rejected"},
                                                                      {State::routed, "routed"},
                                                                      {State::submitted, "submitted"},
                                                                      {State::acknowledged, "acknowledged"},
                                                                      {State::partially_shipped, "partially-shipped"},
                                                                      {State::shipped, "shipped"},
                                                                      {State::confirmed, "confirmed"},
                                                                      {State::cancelled, "cancelled"},
                                                                      {State::dropped, "dropped"},
                                                                      {State::failed, "failed"}}};

constexpr std::array<std::pair<Event, std::string_view>, 34> kEvents{
    {{Event::seen, "seen"},
     {Event::reserved, "reserved"},
     {Event::paid, "paid"},
     {Event::passed_over, "passed-over"},
     {Event::changed, "changed"},
     {Event::unmapped, "unmapped"},
     {Event::mapping_failed, "mapping-failed"},
     {Event::routed, "routed"},
     {Event::submitted, "submitted"},
     {Event::refused, "refused"},
     {Event::refused_part, "refused-part"},
     {Event::acknowledged, "acknowledged"},
     {Event::acknowledgement_result, "acknowledgement-result"},
     {Event::shipped_part, "shipped-part"},
     {Event::shipped, "shipped"},
     {Event::confirmed_part, "confirmed-part"},
     {Event::confirmed, "confirmed"},
     {Event::confirmation_refused, "confirmation-refused"},
     {Event::verified, "verified"},
     {Event::held, "held"},
     {Event::released, "released"},
     {Event::cancellation_requested, "cancellation-requested"},
     {Event::cancelled, "cancelled"},
     {Event::cancellation_refused, "cancellation-refused"},
     {Event::cancellation_declined, "cancellation-declined"},
     {Event::lines_cancelled, "lines-cancelled"},
     {Event::cancellation_told, "cancellation-told"},
     {Event::cancellation_result, "cancellation-result"},
     {Event::late_alarm, "late-alarm"},
     {Event::would_send, "would-send"},
     {Event::observed, "observed"},
     {Event::retried, "retried"},
     {Event::failed, "failed"},
     {Event::dropped, "dropped"}}};

}  // namespace

std::string_view text(State state) noexcept {
  for (const auto& [known, name] : kStates)
    if (known == state) return name;
  return "";
}

std::optional<State> parse_state(std::string_view name) noexcept {
  for (const auto& [known, text] : kStates)
    if (text == name) return known;
  return std::nullopt;
}

std::string_view text(Event event) noexcept {
  if (event == Event::redacted) return "redacted";
  if (event == Event::corrected) return "corrected";
  if (event == Event::notice) return "notice";
  for (const auto& [known, name] : kEvents)
    if (known == event) return name;
  return "";
}

bool is_closed(State state) noexcept {
  return state == State::confirmed || state == State::cancelled || state == State::dropped;
}

bool before_submit(State state) noexcept {
  return state == State::received || state == State::reserved || state == State::needs_mapping || state == State::routed ||
         state == State::rejected || state == State::failed;
}

bool moves_underneath(Event event) noexcept {
  return event == Event::routed || event == Event::submitted || event == Event::acknowledged || event == Event::paid;
}

State next(State current, Event event, State held_from) noexcept {
  switch (event) {
    case Event::seen:
    case Event::paid:
    case Event::retried: return State::received;
    case Event::reserved: return State::reserved;
    case Event::unmapped:
    case Event::mapping_failed: return State::needs_mapping;
    case Event::routed: return before_submit(current) ? State::routed : current;
    case Event::refused: return State::rejected;
    case Event::submitted: return before_submit(current) ? State::submitted : current;
    case Event::acknowledged: return current == State::submitted ? State::acknowledged : current;
    case Event::shipped_part: return current == State::shipped || is_closed(current) ? current : State::partially_shipped;
    case Event::shipped: return current == State::confirmed ? current : State::shipped;
    case Event::confirmed: return State::confirmed;
    case Event::held: return State::held;
    case Event::released: return current == State::held ? held_from : current;
    case Event::cancelled: return State::cancelled;
    case Event::failed: return State::failed;
    case Event::passed_over:
    case Event::dropped:
    case Event::observed: return State::dropped;
    default: return current;
  }
}

}  // namespace fairway::ledger
