#include "host/engine/reload/report.hpp"

#include "host/base/text.hpp"

namespace fairway::engine {
namespace {

constexpr std::size_t kListed = 1000;

bool present(const config::Snapshot& snapshot, const std::string& account) {
  return snapshot.accounts.contains(account) || snapshot.rejected.contains(account);
}

}  // namespace

void name_unread(config::Snapshot& proposed, const config::Snapshot* running, const std::set<std::string>& known) {
  std::map<std::string, std::string> account_of;  // file -> account
  if (running) {
    for (const auto& [name, place] : running->rejected) account_of[place.file] = name;
    for (const auto& [name, account] : running->accounts) account_of[account->place.file] = name;
  }
  std::vector<std::string> unread;
  for (const auto& [name, place] : proposed.rejected)
    if (name == place.file && !proposed.unsound.contains(name)) unread.push_back(name);
  for (const auto& file : unread) {
    const auto before = account_of.find(file);
    const auto name = before == account_of.end() ? std::filesystem::path(file).stem().string() : before->second;
    if (!known.contains(name) || present(proposed, name)) continue;
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

bool too_many_gone(const config::Snapshot& proposed, const config::Snapshot& running) {
  std::set<std::string> before;
  for (const auto& [name, account] : running.accounts) before.insert(name);
  for (const auto& [name, place] : running.rejected) before.insert(name);
  const auto gone = std::count_if(before.begin(), before.end(), [&](const auto& name) { return !present(proposed, name); });
  return static_cast<std::size_t>(gone) * 5 > before.size();
}

Result<std::vector<ReloadedAccount>> account_reports(storage::Transaction& tx, const config::Snapshot& snapshot,
                                                     const std::set<std::string>& touched) {
  auto rows = tx.query("SELECT name, generation FROM account");
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::string, ReloadedAccount> all;
  const bool every = rows->size() <= kListed;
  const auto listed = [&](const std::string& name) {
    return every || touched.contains(name) || snapshot.rejected.contains(name);
  };
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (listed(rows->text(i, 0))) all[rows->text(i, 0)] = {rows->text(i, 0), rows->integer(i, 1), "absent", {}};
  for (const auto& [name, account] : snapshot.accounts) {
    if (!listed(name)) continue;
    auto& mine = all[name];
    mine = {name, mine.generation, "running", config::findings_in(snapshot.findings, account->place.file)};
  }
  for (const auto& [name, place] : snapshot.rejected) {
    auto& mine = all[name];
    mine = {name, mine.generation, "rejected", config::findings_in(snapshot.findings, place.file)};
  }
  std::vector<ReloadedAccount> out;
  for (auto& [name, mine] : all) out.push_back(std::move(mine));
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
