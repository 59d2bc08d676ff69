// Reads a configuration folder once and turns it into a snapshot. Never throws, never touches the network.
#pragma once
#include <filesystem>
#include <functional>

#include "host/base/catalogue.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::config {

struct LoadOptions {
  bool secrets_required = true;  // false (`--no-secrets`): an unset ${env:} or a missing ${file:} is a warning everywhere
  std::function<std::optional<std::string>(const std::string&)> environment;  // default: getenv
  // Accounts that run now, by "<plugin> <seller identity>": of two files that claim a seller the running account keeps it.
  // Empty: the first in the order of the files keeps it.
  std::map<std::string, std::string> holders;
};

// The plugins' folders stand in fairway.yaml, and plugins are needed to check the accounts: first this, then load().
struct HostFile {
  Host host;
  Findings findings;
};
HostFile load_host(const std::filesystem::path& folder, const LoadOptions& options = {});

// All findings at once. One bad account file never holds the others back.
Snapshot load(const std::filesystem::path& folder, const Catalogue& catalogue, const LoadOptions& options = {});

}  // namespace fairway::config
