// What a policy is told: accounts as they identify themselves, and who else holds what only one may hold.
#pragma once
#include "fairway/documents/questions.hpp"
#include "host/base/catalogue.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::engine {

// Values of settings that a plugin's schema marks x-unique-across-accounts, and the accounts that hold them. Enabled stores
// count; those of rejected accounts too, because their files still claim them.
class Holders {
 public:
  explicit Holders(const Catalogue& catalogue);

  // Looks up, over all accounts of the snapshot, who holds what these name, enabled or not. Of nothing else is known.
  void look_up(const config::Snapshot& snapshot, const std::vector<const config::Account*>& accounts);

  Account describe(const config::Account& account) const;
  // The question about `proposed`; `running` may be null: the account is new.
  PolicyQuestion question(const config::Account& proposed, const config::Account* running) const;
  // Accounts that hold something of what was looked up.
  std::set<std::string> all() const;

 private:
  struct Key {
    std::string_view plugin, setting, value;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::vector<Key> keys(const config::Store& store) const;  // views of the store and of unique_

  std::map<std::string, std::vector<std::string>> unique_;  // plugin -> its settings that are marked
  std::map<Key, std::set<std::string>> holders_;            // views of the accounts that were asked for
};

}  // namespace fairway::engine
