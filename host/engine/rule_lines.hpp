// Rules of the shipping map as lines of YAML to paste (the rules' keys are part of the configuration's contract).
#pragma once
#include "host/engine/mappings.hpp"

namespace fairway::engine {

// The account's rules as its mapper's settings have them; null where that mapper has none.
const json::array* rules_of(const config::Account& account);

// A line for all that is open, below a comment that says where they go. A line without a service is a comment: pasting it
// changes nothing. Empty: nothing is open, or the account's mapper knows no rules.
std::string rule_lines(const config::Account& account, const std::vector<ShipService>& services);

}  // namespace fairway::engine
