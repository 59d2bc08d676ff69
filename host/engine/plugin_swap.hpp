// Plugin files that changed, put in the place of the running ones: copied, asked, judged against every account, exchanged.
#pragma once
#include "host/config/load.hpp"
#include "host/engine/current_catalogue.hpp"
#include "host/engine/last_good.hpp"
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
  std::vector<std::filesystem::path> folders;
  config::LoadOptions load;     // with the holders of sellers
  config::SnapshotPtr running;  // every account of it must be able to go on
};

class PluginSwapper {
 public:
  PluginSwapper(const std::filesystem::path& data, Log log)
      : log_(std::move(log)), copies_(data / "plugins"), last_good_(data / "plugins" / "last-good.json") {}

  // What the folders hold, copied. In the place of a file that cannot be used stands the version that ran last; the file is
  // among the refused all the same. A plugin whose file is not there is gone. At the start. [one thread]
  Catalogue find(const std::vector<std::filesystem::path>& folders, const std::filesystem::path& executable);

  // Whether the plugin files are others than when they were looked into last. [any thread]
  bool changed(const std::vector<std::filesystem::path>& folders) const;

  // Whether run() has anything to do, asked for no plugin by name. [the thread of run]
  bool something_new(const std::vector<std::filesystem::path>& folders) const { return try_again_ || changed(folders); }

  // Looks into the folders again and swaps what changed there; with `only`, that plugin alone. Nothing is done while there is
  // nothing new. An account that runs and would be rejected with the new version refuses it: that is tried again each time,
  // since the account may be mended. A version that died on probation is tried again only once its file changes, or by name.
  // What is swapped stands in the catalogue afterwards; the configuration is to be loaded again then.
  // [one thread at a time]
  std::vector<PluginSwap> run(const SwapParts& parts, const std::string& only = {});

  // A version that died on probation gave way: the catalogue says so too, and it is not tried again by itself. [any thread]
  void returned(CurrentCatalogue& catalogue, const PluginFile& failed, const PluginFile& back, const std::string& why);

 private:
  std::set<std::string> fall_back(Catalogue& found, const std::filesystem::path& executable) const;
  PluginSwap swap_one(const SwapParts& parts, const PluginFile& file, const PluginFile* old, bool again);
  static PluginSwap refuse(const SwapParts& parts, const Catalogue& known, const std::string& file, const std::string& why);
  void settle(CurrentCatalogue& catalogue, const Catalogue& found, std::map<std::string, std::string> not_used);
  void report(const std::vector<PluginSwap>& swaps) const;
  void remember(const Catalogue& now, const std::set<std::string>& gone = {});
  void tidy(const Catalogue& now) const;

  const Log log_;
  const plugins::Copies copies_;
  std::map<std::string, std::string> previous_;  // plugin -> the hash before
  bool try_again_ = false;                       // what was refused may do once an account's file is mended
  mutable std::mutex mutex_;                     // the three below
  std::string seen_;                             // what the folders looked like last
  std::map<std::string, std::string> failed_;    // what died on probation: hash -> why
  LastGood last_good_;
};

// The Status of a plugin's new version: every account that runs goes on with it, or the first finding that says no.
Status judge_version(const SwapParts& parts, const PluginFile& file, plugins::Supervisor& with);

}  // namespace fairway::engine
