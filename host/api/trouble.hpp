// Recurring jobs that fail until a person changes something: what makes an account degraded and a store not connected.
#pragma once
#include "host/base/catalogue.hpp"
#include <map>
#include <vector>

#include "host/config/snapshot.hpp"
#include "host/storage/database.hpp"

namespace fairway::api {

struct Trouble {
  std::string kind, target;  // "pull-orders", "store:us-main"
  std::string code, error;   // AUTH or CONFIG, and the last try's words
};
// By account. Gone once a try succeeds.
Result<std::map<std::string, std::vector<Trouble>>> troubles(storage::Transaction& tx);

// As findings of the account, at the places of the stores and warehouses concerned.
config::Findings findings_of(const std::vector<Trouble>& troubles, const config::Account& account,
                             const Catalogue& catalogue);

}  // namespace fairway::api
