// What a policy is told: accounts as they identify themselves, and who else holds what only one may hold.
#pragma once
#include "fairway/documents/questions.hpp"
#include "host/base/catalogue.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::engine {

// Knows, over all accounts of a snapshot, the values of settings that a plugin's schema marks x-unique-across-accounts.
// Enabled stores count; those of rejected accounts too, because their files still claim them.
class Holders {
 public:
  Holders(const config::Snapshot& snapshot, const Catalogue& catalogue);

  Account describe(const config::Account& account) const;
  // The question about `proposed`; `running` may be null: the account is new.
  PolicyQuestion question(const config::Account& proposed, const config::Account* running) const;
  // Accounts that hold something that this one, enabled or not, names too.
  std::set<std::string> sharing_with(const config::Account& account) const;

 private:
  struct Key {
    std::string plugin, setting, value;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::vector<Key> keys(const config::Store& store) const;

  std::map<std::string, std::vector<std::string>> unique_;  // plugin -> its settings that are marked
  std::map<Key, std::set<std::string>> holders_;
};

}  // namespace fairway::engine
