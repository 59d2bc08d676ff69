// An order's state is derived from its events, never set: next() is the whole truth about it.
#pragma once
#include <optional>
#include <string_view>

namespace fairway::ledger {

enum class State {
  received,
  reserved,
  needs_mapping,
  held,
  rejected,
  routed,
  submitted,
  acknowledged,
  partially_shipped,
  shipped,
  confirmed,
  cancelled,
  dropped,
  failed
};
std::string_view text(State state) noexcept;  // "needs-mapping"
std::optional<State> parse_state(std::string_view text) noexcept;

// Closed: nothing more is owed. `rejected` and `failed` are open: somebody must look.
bool is_closed(State state) noexcept;
// Not yet at a warehouse: may still be held, dropped or cancelled without asking anybody.
bool before_submit(State state) noexcept;

enum class Event {
  seen,                    // taken on
  reserved,                // seen, not yet paid: holds stock only
  paid,                    // a reserved order may ship now
  passed_over,             // not taken on, with the reason
  changed,                 // the channel shows another version
  unmapped,                // no shipping rule fits
  mapping_failed,          // the shipping map could not answer
  routed,                  // service and warehouse are known
  submitted,               // the warehouse has it
  refused,                 // who should ship it refused it
  refused_part,            // the same of a part, while another is under way
  acknowledged,            // the channel was told that it is being worked on
  acknowledgement_result,  // what the channel made of that
  shipped_part,
  shipped,  // a parcel left; with `shipped` all units have
  confirmed_part,
  confirmed,             // the channel was told of a parcel; with `confirmed` of all
  confirmation_refused,  // the channel refused a parcel's confirmation
  verified,              // the channel shows the confirmation
  held,
  released,
  cancellation_requested,  // by the buyer
  cancelled,
  cancellation_refused,
  cancellation_declined,  // by a person: the order goes on
  lines_cancelled,        // some lines are given up, the rest goes on
  cancellation_told,      // the channel was told of what is given up
  cancellation_result,    // what the channel made of that
  late_alarm,             // ship-by is near or past
  would_send,             // observe mode: what would have been sent
  observed,               // observe mode: the end
  retried,
  failed,
  dropped,
  redacted,
  corrected,  // a person put its address or its service right
  notice      // anything else a remote said
};
std::string_view text(Event event) noexcept;  // "confirmed-part"

// The state after `event`. Events that carry no step leave it as it is: an acknowledgement that comes after the first
// parcel does not turn the order back, nor does what happens to one part of an order while another is under way. `held_from` is
// the state a held order returns to.
State next(State current, Event event, State held_from) noexcept;

// What happens to a held order that was already under way: it is noted, and shows when the order is released. Everything
// else, a parcel or a cancellation, ends the hold.
bool moves_underneath(Event event) noexcept;

}  // namespace fairway::ledger
