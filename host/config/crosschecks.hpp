// What no single key can tell: names that must exist, switches that contradict each other, sellers claimed twice.
#pragma once
#include "host/config/build.hpp"

namespace fairway::config {

// Within one account; findings go to the draft.
void check_names(Draft& draft, const Catalogue& catalogue);  // policies, routing, shipping rules, one namespace, formerly
// ACC-3: two languages of one marketplace, orders that can go nowhere.
void check_switches(Draft& draft);
// Legal and unwise: warnings. `folder`: where the files of secrets lie.
void check_unwise(Draft& draft, const std::filesystem::path& folder);

// Between accounts: a name in two files, a former name that is in use, a seller in two accounts. `options` says who runs.
struct Claimant {
  const Account* account;
  Findings* findings;  // what is wrong with it beside the others
};
struct Unread {                         // files that cannot be parsed
  std::map<std::string, Place> named;   // by the account that their `account:` line tells
  std::map<std::string, Place> silent;  // by file: those that tell none
  bool operator==(const Unread&) const = default;
};
void check_across(const std::vector<Claimant>& accounts, const LoadOptions& options, const Unread& unread);

}  // namespace fairway::config
