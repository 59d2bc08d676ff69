// A whole store or warehouse that a person holds: what is to go out of the one or to the other waits where it is, and says why;
// what was sent before goes on being tracked and confirmed. Released, all that waited goes on at once.
#pragma once
#include <set>

#include "host/flows/verbs.hpp"
#include "host/ledger/hold.hpp"

namespace fairway::flows {

enum class PlaceKind { store, warehouse };

// INVALID where the account that runs has no such store or warehouse. Held already, the new reason counts.
Status hold_place(Context&, const std::string& account, PlaceKind, const std::string& name, const std::string& reason,
                  const Person&);
// Also of what is gone from the configuration. INVALID where it is not held.
Status release_place(Context&, const std::string& account, const std::string& name);

// "waits: west is held by admin: stock count"; empty: neither is held.
std::string held_back(const ledger::HoldsByTarget& holds, const std::string& store, const std::string& warehouse);
// Whether `reason` is what held_back() says of one of the two.
bool waits_for(const std::string& reason, const std::string& store, const std::string& warehouse);

// LST-8: why an order waits for listings that are paused. Empty where there are none.
std::string paused_text(const std::set<std::string>& skus);
bool is_paused_text(const std::string& reason);

}  // namespace fairway::flows
