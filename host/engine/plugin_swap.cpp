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

constexpr const char* kGone = "its file is gone: the version that runs goes on until the host ends, the next start has none";

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
  auto load = parts.load;
  load.file_of = [&](const std::string& account) { return file_of(*parts.running, account); };
  const auto proposed = read_and_judge(parts.config, load, catalogue, with, parts.running.get());
  for (const auto& [name, account] : parts.running->accounts) {
    if (proposed.accounts.contains(name)) continue;
    const auto rejected = proposed.rejected.find(name);
    const bool unread = proposed.rejected.contains(account->place.file);
    const bool gone = rejected == proposed.rejected.end();
    // A file that was wrong before, or is gone, says nothing of the plugin: what the account runs with is asked about instead.
    if (gone || unread || parts.running->rejected.contains(name)) {
      if (auto fine = check_settings(*account, file.description.name, with); !fine) return fine;
      continue;
    }
    return refusal(proposed, name, rejected->second);
  }
  return {};
}

Catalogue PluginSwapper::find(const std::vector<fs::path>& folders, const fs::path& executable) {
  std::scoped_lock lock(mutex_);
  seen_ = stamp_of(folders);
  auto found = plugins::discover(folders, executable, &copies_);
  const auto gone = fall_back(found, executable);
  remember(found, gone);
  tidy(found);
  return found;
}

// In the place of a broken file stands the version that ran last. Returns the plugins that ran before and have no file now.
std::set<std::string> PluginSwapper::fall_back(Catalogue& found, const fs::path& executable) const {
  std::set<std::string> gone;
  for (const auto& [name, last] : last_good_.versions()) {
    if (found.plugins.contains(name)) continue;
    const auto& file = last.file;
    const auto broken = std::find_if(found.refused.begin(), found.refused.end(),
                                     [&](const auto& each) { return fs::path(each.first).filename() == file; });
    if (broken == found.refused.end()) {
      log_.warn("the file of a plugin that ran before is gone", {{"plugin", name}, {"file", file}});
      gone.insert(name);
    } else if (auto kept = plugins::recall(broken->first, last.hash, executable, copies_)) {
      found.plugins[name] = std::move(*kept);
    } else {
      broken->second += "; nor can the version that ran last be used: " + kept.error().message;
    }
  }
  return gone;
}

bool PluginSwapper::changed(const std::vector<fs::path>& folders) const {
  std::scoped_lock lock(mutex_);
  return stamp_of(folders) != seen_;
}

std::vector<PluginSwap> PluginSwapper::run(const SwapParts& parts, const std::string& only) {
  if (only.empty() && !something_new(parts.folders)) return {};
  try_again_ = false;
  {
    std::scoped_lock lock(mutex_);
    seen_ = stamp_of(parts.folders);
  }
  const auto known = parts.catalogue.get();
  const auto found = plugins::discover(parts.folders, parts.executable, &copies_, known.get());
  auto not_used = found.refused;
  std::vector<PluginSwap> out;
  for (const auto& [name, file] : found.plugins) {
    if (const auto before = known->refused.find(file.path); !only.empty() && name != only) {
      if (before != known->refused.end()) not_used.insert(*before);
      continue;
    }
    auto done = swap_one(parts, file, known->find(name), !only.empty());
    if (done.status == "refused") try_again_ = true, not_used[file.path] = done.message;
    if (done.status != "unchanged" || !only.empty()) out.push_back(std::move(done));
  }
  for (const auto& [path, why] : found.refused) {
    auto refused = refuse(parts, *known, path, why);
    if (only.empty() || refused.plugin == only) out.push_back(std::move(refused));
  }
  for (const auto& [name, old] : known->plugins) {
    const auto file = old.path.string();
    if (found.plugins.contains(name) || found.refused.contains(file)) continue;
    not_used[file] = kGone;
    parts.supervisor.note_refused(name, kGone);
    if (only.empty() || only == name) out.push_back({name, file, "gone", old.description.version, {}, old.hash, {}, kGone});
  }
  settle(parts.catalogue, found, std::move(not_used));
  report(out);
  return out;
}

// A file that says no name: that of the plugin that runs from it, if any.
PluginSwap PluginSwapper::refuse(const SwapParts& parts, const Catalogue& known, const std::string& file,
                                 const std::string& why) {
  const auto running =
      std::find_if(known.plugins.begin(), known.plugins.end(), [&](const auto& each) { return each.second.path == file; });
  if (running == known.plugins.end()) return {{}, file, "refused", {}, {}, {}, {}, why};
  parts.supervisor.note_refused(running->first, why);
  return {running->first, file, "refused", running->second.description.version, {}, {}, {}, why};
}

// What runs now is remembered, what does not is said, and copies that nobody needs go.
void PluginSwapper::settle(CurrentCatalogue& catalogue, const Catalogue& found,
                           std::map<std::string, std::string> not_used) {
  std::scoped_lock lock(mutex_);
  for (const auto& [name, file] : found.plugins)  // one that died at once
    if (const auto died = failed_.find(file.hash); died != failed_.end()) not_used[file.path] = died->second;
  catalogue.refuse(std::move(not_used));
  remember(*catalogue.get());
  tidy(*catalogue.get());
}

void PluginSwapper::report(const std::vector<PluginSwap>& swaps) const {
  for (const auto& each : swaps)
    log_.write(each.status == "refused" || each.status == "gone" ? Log::Level::err : Log::Level::info, "plugin",
               {{"plugin", each.plugin},
                {"file", each.file},
                {"status", each.status},
                {"from", each.from_version},
                {"to", each.to_version},
                {"why", each.message}});
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
  auto not_used = catalogue.get()->refused;
  not_used[failed.path] = why;
  catalogue.refuse(std::move(not_used));
  remember(*catalogue.get());
}

void PluginSwapper::remember(const Catalogue& now, const std::set<std::string>& gone) {
  if (const auto kept = last_good_.keep(now, gone); !kept)
    log_.error("what a start falls back on is not remembered", {{"why", kept.error().message}});
}

void PluginSwapper::tidy(const Catalogue& now) const {
  std::set<std::string> kept;
  for (const auto& [name, file] : now.plugins) kept.insert(file.hash);
  for (const auto& [name, hash] : previous_) kept.insert(hash);
  for (const auto& [name, last] : last_good_.versions()) kept.insert(last.hash);
  copies_.keep_only(kept);
}

}  // namespace fairway::engine
