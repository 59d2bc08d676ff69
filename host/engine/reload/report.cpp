#include "host/engine/reload/report.hpp"

#include "host/base/text.hpp"
#include "host/base/walk.hpp"

namespace fairway::engine {
namespace {

constexpr std::size_t kListed = 1000;

}  // namespace

FilesOf files_of(const config::Snapshot& running) {
  FilesOf out;
  for (const auto& [name, place] : running.rejected) out[name] = place.file;
  for (const auto& [name, account] : running.accounts) out[name] = account->place.file;
  return out;
}

std::string file_of(const config::Snapshot& running, const std::string& account) {
  const auto runs = running.accounts.find(account);
  return runs == running.accounts.end() ? std::string() : runs->second->place.file;
}

void name_unread(config::Snapshot& proposed, const std::function<FilesOf()>& before,
                 const std::function<bool(const std::string&)>& known) {
  std::vector<std::string> unread;
  for (const auto& [name, place] : proposed.rejected)
    if (name == place.file && !proposed.unsound.contains(name)) unread.push_back(name);
  if (unread.empty()) return;
  std::map<std::string, std::string> account_of;  // file -> account
  for (auto& [name, file] : before()) account_of[file] = name;
  for (const auto& file : unread) {
    const auto came_from_it = account_of.find(file);
    const auto name = came_from_it == account_of.end() ? std::filesystem::path(file).stem().string() : came_from_it->second;
    if (!known(name) || config::has(proposed, name)) continue;
    auto entry = proposed.rejected.extract(file);
    entry.key() = name;
    proposed.rejected.insert(std::move(entry));
  }
}

void keep_running(config::Snapshot& proposed, const config::Snapshot& running) {
  for (const auto& [name, place] : proposed.rejected)
    if (const auto old = running.accounts.find(name); old != running.accounts.end())
      proposed.accounts.emplace(name, old->second);
}

void bind_to_mode(config::Snapshot& snapshot) {
  if (snapshot.host.mode != config::Mode::observe) return;
  const auto live = [](const config::Store& store) { return store.mode == config::Mode::live; };
  for (auto& [name, account] : snapshot.accounts) {
    if (std::none_of(account->stores.begin(), account->stores.end(), live)) continue;
    auto observing = std::make_shared<config::Account>(*account);
    for (auto& store : observing->stores) store.mode = config::Mode::observe;
    account = std::move(observing);
  }
}

bool too_many(std::size_t gone, std::size_t of) { return gone * 5 > of; }

bool too_many_gone(const config::Snapshot& proposed, const config::Snapshot& running, const Renames& renames) {
  std::set<std::string> renamed;
  for (const auto& [to, from] : renames.accounts) renamed.insert(from);
  Beside accounts(proposed.accounts);
  const auto present = [&](const std::string& name) {
    return accounts.find(name) || proposed.rejected.contains(name) || renamed.contains(name);
  };
  std::size_t before = running.accounts.size(), gone = 0;
  for (const auto& [name, account] : running.accounts) gone += present(name) ? 0 : 1;
  for (const auto& [name, place] : running.rejected) {
    if (running.accounts.contains(name)) continue;
    ++before;
    gone += present(name) ? 0 : 1;
  }
  return too_many(gone, before);
}

std::vector<ReloadedAccount> account_reports(const AccountRows& rows, const config::Snapshot& snapshot,
                                             const std::set<std::string>& touched) {
  auto names = touched;
  for (const auto& [name, place] : snapshot.rejected) names.insert(name);
  if (rows.size() <= kListed) {
    for (const auto& [name, row] : rows) names.insert(name);
    for (const auto& [name, account] : snapshot.accounts) names.insert(name);
  }
  std::vector<ReloadedAccount> out;
  for (const auto& name : names) {
    const auto row = rows.find(name);
    const auto account = snapshot.accounts.find(name);
    const auto rejected = snapshot.rejected.find(name);
    const bool runs = account != snapshot.accounts.end(), refused = rejected != snapshot.rejected.end();
    if (row == rows.end() && !runs && !refused) continue;
    ReloadedAccount one{name, row == rows.end() ? 0 : row->second.generation, "absent", {}};
    if (runs) one.status = "running", one.findings = config::findings_in(snapshot.findings, account->second->place.file);
    if (refused) one.status = "rejected", one.findings = config::findings_in(snapshot.findings, rejected->second.file);
    out.push_back(std::move(one));
  }
  return out;
}

json::object to_json(const Reload& reload) {
  json::array accounts;
  for (const auto& one : reload.accounts)
    accounts.push_back(json::object{{"account", one.account},
                                    {"generation", one.generation},
                                    {"status", one.status},
                                    {"findings", config::findings_json(one.findings).at("findings")}});
  json::array plugins;
  for (const auto& swap : reload.plugins)
    plugins.push_back(json::object{{"plugin", swap.plugin},
                                   {"status", swap.status},
                                   {"from", swap.from_version},
                                   {"to", swap.to_version},
                                   {"message", swap.message}});
  return {{"plugins", std::move(plugins)}, {"attempt", reload.attempt},      {"at", format_time(reload.at)},
          {"cause", reload.cause},         {"author", reload.author},        {"status", reload.status},
          {"message", reload.message},     {"accounts", std::move(accounts)}};
}

}  // namespace fairway::engine
