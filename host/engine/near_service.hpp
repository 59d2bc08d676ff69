// Which service an unmapped ship service most likely means, from what the account maps already. A guess that a person reads
// before it counts: none is better than a wrong one.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/config/finding.hpp"

namespace fairway::engine {

// A text of the channel, its category, and the service it gets: as seen on orders, or as a rule says it.
struct KnownService {
  std::string store, method, category, service;
  config::Place rule;
};

struct NearService {
  std::string service;
  std::string because;  // "as \"Std CA D2D Dom\" (accounts/acme.yaml:31)"
};

// By the same text elsewhere, else by the same category, else by a text alike, else by the name of a service in use.
std::optional<NearService> near_service(const std::string& method, const std::string& category,
                                        const std::vector<KnownService>& known);

// Whether two texts differ only in a country code or a slip of the hand within a long word: "Std US D2D Dom" and
// "Std CA D2D Dom" are alike, "Exp US D2D Dom" is not, nor are "UPS 2nd Day Air" and "UPS 3rd Day Air".
bool alike(std::string_view a, std::string_view b);

}  // namespace fairway::engine
