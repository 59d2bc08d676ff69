#include "host/engine/plugin_swap.hpp"

#include <sys/stat.h>

#include "host/base/text.hpp"
#include "host/engine/check.hpp"

namespace fairway::engine {
namespace {

namespace fs = std::filesystem;
using Stat = struct stat;

// Names, sizes, times and inodes of the plugin files: what any change of them changes.
std::string stamp_of(const std::vector<fs::path>& folders) {
  std::vector<std::string> lines;
  for (const auto& folder : folders) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      Stat found{};
      if (entry.path().extension() != ".so" || ::stat(entry.path().c_str(), &found) != 0) continue;
      lines.push_back(fmt::format("{} {} {} {} {}", entry.path().string(), found.st_ino, found.st_size, found.st_mtim.tv_sec,
                                  found.st_mtim.tv_nsec));
    }
  }
  std::sort(lines.begin(), lines.end());
  return fmt::format("{}", fmt::join(lines, "\n"));
}

Status check_settings(const config::Account& account, const std::string& plugin, plugins::Supervisor& with) {
  std::vector<const config::Settings*> all;
  for (const auto& store : account.stores) all.push_back(&store.settings);
  for (const auto& warehouse : account.warehouses) all.push_back(&warehouse.settings);
  if (account.shipping) all.push_back(&*account.shipping);
  for (const auto* settings : all) {
    if (settings->plugin != plugin) continue;
    const auto failures = with.validate(plugin, settings->values);
    if (!failures.empty())
      return fail(FW_E_CONFIG, fmt::format("account {} could not go on with it: {} {}", account.name,
                                           failures.front().pointer, printable(failures.front().message)));
  }
  return {};
}

tl::unexpected<Failure> refusal(const config::Snapshot& proposed, const std::string& account, const config::Place& place) {
  const auto found = std::find_if(proposed.findings.begin(), proposed.findings.end(), [&](const config::Finding& finding) {
    return finding.severity == config::Severity::error && finding.place.text() == place.text();
  });
  return fail(FW_E_CONFIG, fmt::format("account {} could not go on with it: {}", account,
                                       found == proposed.findings.end() ? place.text() : found->text()));
}

}  // namespace

Status judge_version(const SwapParts& parts, const PluginFile& file, plugins::Supervisor& with) {
  auto catalogue = *parts.catalogue.get();
  catalogue.plugins[file.description.name] = file;
  const auto proposed = read_and_judge(parts.config, parts.load, catalogue, with, parts.running.get());
  for (const auto& [name, account] : parts.running->accounts) {
    if (proposed.accounts.contains(name)) continue;
    const auto rejected = proposed.rejected.find(name);
    const bool unread = proposed.rejected.contains(account->place.file);
    if (rejected == proposed.rejected.end() && !unread) continue;  // its file is gone: not the plugin's doing
    // A file that was wrong before says nothing of the plugin: what the account runs with is asked about instead.
    if (unread || parts.running->rejected.contains(name)) {
      if (auto fine = check_settings(*account, file.description.name, with); !fine) return fine;
      continue;
    }
    return refusal(proposed, name, rejected->second);
  }
  return {};
}

Catalogue PluginSwapper::find(const std::vector<fs::path>& folders, const fs::path& executable) {
  seen_ = stamp_of(folders);
  auto found = plugins::discover(folders, executable, &copies_);
  tidy(found);
  return found;
}

std::vector<PluginSwap> PluginSwapper::run(const SwapParts& parts, const std::string& only) {
  const auto folders = plugin_folders(config::load_host(parts.config, parts.load).host, parts.executable);
  if (auto stamp = stamp_of(folders); only.empty() && std::exchange(seen_, stamp) == stamp) return {};
  const auto known = parts.catalogue.get();
  const auto found = plugins::discover(folders, parts.executable, &copies_, known.get());
  std::vector<PluginSwap> out;
  for (const auto& [name, file] : found.plugins) {
    if (!only.empty() && name != only) continue;
    auto done = swap_one(parts, file, known->find(name), !only.empty());
    if (done.status == "refused") seen_.clear();  // the next time an account's file may be mended
    if (done.status != "unchanged" || !only.empty()) out.push_back(std::move(done));
  }
  for (const auto& refused : found.refused) {
    const auto& path = refused.first;
    const auto& why = refused.second;
    const auto running = std::find_if(known->plugins.begin(), known->plugins.end(),
                                      [&](const auto& each) { return each.second.path == path; });
    const auto name = running == known->plugins.end() ? std::string() : running->first;
    if (!only.empty() && name != only) continue;
    if (!name.empty()) parts.supervisor.note_refused(name, why);
    out.push_back({name, path, "refused", name.empty() ? "" : running->second.description.version, {}, {}, {}, why});
  }
  if (const auto* old = known->find(only); old && out.empty())
    out.push_back({only, old->path.string(), "gone", old->description.version, {}, old->hash, {}, "its file is not there"});
  for (const auto& each : out)
    parts.log.write(each.status == "refused" ? Log::Level::err : Log::Level::info, "plugin",
                    {{"plugin", each.plugin},
                     {"file", each.file},
                     {"status", each.status},
                     {"from", each.from_version},
                     {"to", each.to_version},
                     {"why", each.message}});
  tidy(*parts.catalogue.get());
  return out;
}

PluginSwap PluginSwapper::swap_one(const SwapParts& parts, const PluginFile& file, const PluginFile* old, bool again) {
  const auto& name = file.description.name;
  PluginSwap done{name,
                  file.path.string(),
                  "unchanged",
                  old ? old->description.version : "",
                  file.description.version,
                  old ? old->hash : "",
                  file.hash,
                  {}};
  if (old && old->hash == file.hash) {
    parts.supervisor.note_refused(name, {});
    return done;
  }
  {
    std::scoped_lock lock(mutex_);
    if (again) failed_.erase(file.hash);
    else if (const auto before = failed_.find(file.hash); before != failed_.end()) {
      done.status = "refused";
      done.message = before->second;
      return done;
    }
  }
  const auto judge = [&](plugins::Supervisor& with) { return judge_version(parts, file, with); };
  const auto swapped = parts.supervisor.swap(file, judge);
  std::scoped_lock lock(mutex_);
  done.status = swapped ? (old ? "swapped" : "added") : "refused";
  if (!swapped) done.message = swapped.error().message;
  // One that died at once gave way already: then the catalogue stays as it is.
  if (!swapped || failed_.contains(file.hash)) return done;
  if (old) previous_[name] = old->hash;
  parts.catalogue.put(file);
  return done;
}

void PluginSwapper::returned(CurrentCatalogue& catalogue, const PluginFile& failed, const PluginFile& back,
                             const std::string& why) {
  std::scoped_lock lock(mutex_);
  failed_[failed.hash] = why;
  catalogue.put(back);
}

void PluginSwapper::tidy(const Catalogue& now) const {
  std::set<std::string> kept;
  for (const auto& [name, file] : now.plugins) kept.insert(file.hash);
  for (const auto& [name, hash] : previous_) kept.insert(hash);
  copies_.keep_only(kept);
}

}  // namespace fairway::engine
