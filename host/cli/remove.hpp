// Asking before something is removed, the same for stores and accounts.
#pragma once
#include "host/cli/command.hpp"

namespace fairway::cli {

struct RemoveArguments {
  std::string name;
  bool yes = false, force = false;
};
void take_removal(CLI::App& command, RemoveArguments& arguments);  // --yes, --force

// Says what becomes of its open orders, asks, and removes: POST to `path`. `what`: "store us-main".
void remove(Shared& shared, const RemoveArguments& arguments, const std::string& path, const std::string& what,
            const std::string& name);

// `list` and `remove`, below `fairway account`.
void add_running_accounts(CLI::App& accounts, Shared& shared);

}  // namespace fairway::cli
