// What plugins make of a configuration that reads well: each plugin checks its own settings, and the policies an account
// lists judge the account. An account that is refused holds no other back.
#pragma once
#include "host/engine/questions.hpp"
#include "host/plugins/channel.hpp"

namespace fairway::engine {

// What was said of accounts before: said again of those that are the same value and share nothing that only one may hold with
// an account that changed. For one catalogue.
class JudgeMemory {
 public:
  void clear() { said_.clear(), holders_.reset(); }

 private:
  friend class Judging;
  using Said = std::pair<std::shared_ptr<const config::Account>, config::Findings>;
  std::map<std::string, Said> said_;  // by key in the snapshot
  std::optional<Holders> holders_;
};

// Adds findings to `proposed` and moves accounts with errors from `accounts` to `rejected` and `unsound`.
// A policy that crashes, takes more than 2 s or answers nonsense refuses: fail closed. It judges enabled stores by the
// plugin's name, also when that plugin is not found. `running`: what runs now, or null.
void judge(config::Snapshot& proposed, const config::Snapshot* running, const Catalogue& catalogue,
           plugins::Supervisor& supervisor, JudgeMemory* memory = nullptr);

}  // namespace fairway::engine
