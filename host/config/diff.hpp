// What a change of configuration changes, key by key: for plans, the history of reloads and the question of what is affected.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "host/config/snapshot.hpp"

namespace fairway::config {

// One key. Values are shown as they may be: a secret, and what came from ${…}, is "***" on both sides.
struct Change {
  enum class Kind { added, removed, changed, renamed } kind = Kind::changed;
  // "stores.us-main.orders.every", "shipping.settings.rules[2].service"; empty: the account. Of what has another name now:
  // "stores.us-main", "account".
  std::string path;
  json::value before, after;  // null where there is none
  Place place;                // in the new files; of what was removed, in the old ones
  bool operator==(const Change&) const = default;
};
using Changes = std::vector<Change>;
std::string_view text(Change::Kind kind);

// From `before` to `after`; either may be null. Stores and warehouses are told apart by name, a store that names its former
// nickname by that (one change, its `formerly` is none); lists of rules by what they hold, so that one more rule at the top is
// one change. Keys in the order of the alphabet, what is inside after what is around. Defaults count as values. [any thread]
Changes diff(const Account* before, const Account* after);

// Which parts of an account a list of changes touches.
struct Touched {
  std::set<std::string> stores, warehouses;  // by name; the new one where a store was renamed
  bool shipping = false, routing = false, policies = false;
  bool rest = false;                 // company, notify, privacy, returns, skus …
  bool added = false, gone = false;  // the account as a whole; then the other fields are those of all its parts
};
Touched touched(const Changes& changes);

// {"kind", "path", "before", "after", "file", "line"}
json::value change_json(const Change& change);
// "stores.us-main.orders.every: 5s → 1m  (accounts/acme.yaml:14)"
std::string change_text(const Change& change);

}  // namespace fairway::config
