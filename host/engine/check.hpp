// The whole check of a configuration folder: reading, plugins' own checks, policies. What `fairway check` prints and what
// `fairway serve` starts from. Nothing is written, nothing goes over the network.
#pragma once
#include "host/config/cases.hpp"
#include "host/plugins/channel.hpp"

namespace fairway::engine {

struct CheckedConfig {
  config::Snapshot snapshot;  // `findings` has all that is to be said
  Catalogue catalogue;
  std::vector<config::Case> cases;  // tests/*.yaml; not run
};

struct CheckOptions {
  std::filesystem::path executable;  // of `fairway`: plugins are described and asked in processes of their own
  bool in_process = false;
  config::LoadOptions load;
  std::optional<Catalogue> catalogue;  // plugins known already; none: searched where fairway.yaml says
  // Called with what was found while the check's own workers still run: for asking plugins more.
  std::function<void(const CheckedConfig&, plugins::Supervisor&)> while_running;
};

CheckedConfig check(const std::filesystem::path& folder, const CheckOptions& options);

// Where plugins are searched: what fairway.yaml names, else beside this binary as built (../plugins) or installed
// (../lib/fairway/plugins).
std::vector<std::filesystem::path> plugin_folders(const config::Host& host, const std::filesystem::path& executable);
Catalogue find_plugins(const config::Host& host, const std::filesystem::path& executable);

// Plugin files that were found and cannot be used, as findings.
void name_refused(const Catalogue& catalogue, config::Findings& findings);

// What is said of a configuration that was read, with what is there already: plugin files that cannot be used, plugins' own
// checks, policies, rate plans. `running` may be null.
void judge_all(config::Snapshot& snapshot, const config::Snapshot* running, const Catalogue& catalogue,
               plugins::Supervisor& supervisor);
// The same of what is read from a folder.
config::Snapshot read_and_judge(const std::filesystem::path& folder, const config::LoadOptions& load,
                                const Catalogue& catalogue, plugins::Supervisor& supervisor,
                                const config::Snapshot* running);

}  // namespace fairway::engine
