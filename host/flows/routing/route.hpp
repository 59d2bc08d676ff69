// Which of those who ship get which lines of an order: pure, from the account's configuration, what is known of stock, and who
// refused the order before.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fairway/documents/common.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::flows {

// Stock as it was last told, less what is reserved and what who told it does not know to be sold. What is not in it is unknown.
struct StockView {
  struct Level {
    std::int64_t available = 0;  // over all locations
    Instant at;                  // of the oldest of them
  };
  Instant now;
  std::map<std::pair<std::string, std::string>, Level> levels;  // by fulfiller and its own SKU

  // Units that an order takes, or, below zero, gives back.
  void take(const std::string& fulfiller, const std::string& sku, std::int64_t units) {
    if (const auto found = levels.find({fulfiller, sku}); found != levels.end()) found->second.available -= units;
  }
};

// Null: unknown, or so old that it says nothing.
const StockView::Level* known_level(const StockView& stock, const config::Warehouse& who, const std::string& sku);

// Why a fulfilling store refused the order, and what it was not known to have then: units by its own SKU. Once it is known to
// have all of that it may be asked again; a refusal for anything else stands.
struct Refusal {
  std::string message;
  std::map<std::string, std::int64_t> lacked;
};
using Refusals = std::map<std::string, Refusal>;  // by who refused

// What one of them ships.
struct Part {
  const config::Warehouse* fulfiller = nullptr;  // lives as long as the account
  std::vector<LineQuantity> lines;               // under the channel's line ids, SKUs as the fulfiller calls them
  std::string rule;                              // "routing.prefer", "fulfilled-by", "routing.fallback-from-fba"
  config::Place place;                           // where that stands
  std::string because;                           // of a fallback: what the store cannot ship
};

struct Route {
  std::vector<Part> parts;  // each line is in exactly one; the first lines first
  std::string held;         // why nobody may ship it; then there are no parts
  config::Place place;      // of what holds it
};

// An item goes to those that `fulfilled-by` names, any other to those that `routing.prefer` names; Amazon's orders only where
// there is an `amazon-agreement` (ORD-6). One that may ship all is taken, the first in preference; else, with
// `routing.split`, the fewest that do. Warehouses that are known to have too little come after all others: where nobody has
// enough, it goes where it would go otherwise, since a warehouse may know better. Where that is a store whose refusal stands, or that is known to have too little (as
// of its last two pulls of stock), the warehouses of `routing.fallback-from-fba` take over, one of them for all of the part
// where one may. `lines`: what is to be shipped, with the channel's SKUs; none gives neither parts nor a reason.
Route route(const config::Account& account, const config::Store& store, const std::vector<LineQuantity>& lines,
            const StockView& stock, const Refusals& refusals);

}  // namespace fairway::flows
