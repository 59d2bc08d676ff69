// What a policy is told: accounts as they identify themselves, and who else holds what only one may hold.
#pragma once
#include "fairway/documents/questions.hpp"
#include "host/base/catalogue.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::engine {

// Values of settings that a plugin's schema marks x-unique-across-accounts, and the accounts that hold them. Enabled stores
// count; of a refused account what it was when last sound: what its file claims now convicts nobody else.
class Holders {
 public:
  using AccountPtr = std::shared_ptr<const config::Account>;
  explicit Holders(const Catalogue& catalogue);

  // Knows the accounts of this snapshot and of no other from now on. Those that were known before cost next to nothing.
  // Returns what came, went or changed, the old ones too.
  std::vector<AccountPtr> know(const config::Snapshot& snapshot);

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
  void hold(const config::Account& account);
  void release(const config::Account& account);

  std::map<std::string, std::vector<std::string>> unique_;     // plugin -> its settings that are marked
  std::map<Key, std::map<std::string, std::size_t>> holders_;  // -> accounts, with how many stores
  std::array<std::map<std::string, AccountPtr>, 2> known_;     // accounts, refused
};

}  // namespace fairway::engine
