// Plugin files that changed, put in the place of the running ones: copied, asked, judged against every account, exchanged.
#pragma once
#include "host/config/load.hpp"
#include "host/engine/current_catalogue.hpp"
#include "host/engine/log.hpp"
#include "host/plugins/channel.hpp"
#include "host/plugins/copies.hpp"

namespace fairway::engine {

struct PluginSwap {
  std::string plugin;  // name; empty: a file that says none
  std::string file;
  std::string status;  // swapped | added | refused | unchanged | gone
  std::string from_version, to_version, from_hash, to_hash;
  std::string message;  // why it is refused
};

// What a swap takes of the host.
struct SwapParts {
  plugins::Supervisor& supervisor;
  CurrentCatalogue& catalogue;
  std::filesystem::path config, executable;
  config::LoadOptions load;     // with the holders of sellers
  config::SnapshotPtr running;  // every account of it must be able to go on
  const Log& log;
};

class PluginSwapper {
 public:
  explicit PluginSwapper(const std::filesystem::path& data) : copies_(data / "plugins") {}

  // What the folders hold, copied. At the start. [one thread]
  Catalogue find(const std::vector<std::filesystem::path>& folders, const std::filesystem::path& executable);

  // Looks into the folders again and swaps what changed there; nothing at all is done while no file changed. A file that
  // failed once is not tried again unless it is named in `only`. An account that runs and would be rejected with the new
  // version refuses it. What is swapped stands in the catalogue afterwards; the configuration is to be loaded again then.
  // [one thread at a time]
  std::vector<PluginSwap> run(const SwapParts& parts, const std::string& only = {});

  // A version that died in its probation gave way: the catalogue says so too, and it is not tried again by itself. [any thread]
  void returned(CurrentCatalogue& catalogue, const PluginFile& failed, const PluginFile& back, const std::string& why);

 private:
  PluginSwap swap_one(const SwapParts& parts, const PluginFile& file, const PluginFile* old, bool again);
  void tidy(const Catalogue& now) const;

  const plugins::Copies copies_;
  std::string seen_;                             // what the folders looked like last
  std::map<std::string, std::string> previous_;  // plugin -> the hash before
  std::mutex mutex_;
  std::map<std::string, std::string> failed_;  // hash -> why
};

// The Status of a plugin's new version: every account that runs goes on with it, or the first finding that says no.
Status judge_version(const SwapParts& parts, const PluginFile& file, plugins::Supervisor& with);

}  // namespace fairway::engine
