// From checked JSON to the values of the snapshot.
#pragma once
#include "host/config/check.hpp"
#include "host/config/settings.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::config {

// An account file with its templates merged in: what it says, and what is wrong with it.
struct Draft {
  std::string file;  // as findings name it
  Node tree;
  json::value values;  // as account_spec() has it
  Account account;
  Findings findings;  // of this account, templates included
};

// Checks the merged tree against `spec` (account_spec()) and builds the account. `context.account` is ignored.
Draft build_account(std::string file, Node tree, const Spec& spec, const SettingsContext& context, Mode host_mode);

// Of a checked block `notify`, an account's or the host's.
Notify build_notify(const json::value& block);

}  // namespace fairway::config
