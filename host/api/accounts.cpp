#include "host/api/accounts.hpp"

namespace fairway::api {
namespace {

json::array findings_of(const config::Snapshot& snapshot, const std::string& file) {
  config::Findings own;
  for (const auto& finding : snapshot.findings)
    if (finding.place.file == file) own.push_back(finding);
  return config::findings_json(own).at("findings").as_array();
}

std::string file_of(const config::Snapshot& snapshot, const std::string& account) {
  if (const auto found = snapshot.accounts.find(account); found != snapshot.accounts.end()) return found->second->place.file;
  const auto rejected = snapshot.rejected.find(account);
  return rejected == snapshot.rejected.end() ? std::string() : rejected->second.file;
}

std::string account_status(engine::Engine& engine, const config::Account& account) {
  if (engine.degraded().contains(account.name)) return "degraded";
  for (const auto& store : account.stores)
    if (engine.refused().count({account.name, store.nickname})) return "degraded";
  return "running";
}

}  // namespace

Response list_accounts(engine::Engine& engine, const Request& request) {
  const auto snapshot = engine.snapshot();
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  auto rows = (*tx)->query("SELECT name, generation, absent FROM account ORDER BY name");
  if (!rows) return problem(rows.error());
  std::map<std::string, std::pair<std::int64_t, bool>> known;
  for (std::size_t i = 0; i < rows->size(); ++i) known[rows->text(i, 0)] = {rows->integer(i, 1), rows->integer(i, 2) != 0};
  for (const auto& [name, account] : snapshot->accounts) known.try_emplace(name, 0, false);
  for (const auto& [name, place] : snapshot->rejected) known.try_emplace(name, 0, false);

  json::array items;
  for (const auto& [name, row] : known) {
    if (!request.who.sees(name)) continue;
    const auto found = snapshot->accounts.find(name);
    const bool rejected = snapshot->rejected.count(name) != 0;
    std::string status = "absent";
    if (found != snapshot->accounts.end()) status = account_status(engine, *found->second);
    else if (rejected) status = "rejected";
    items.push_back(json::object{{"account", name},
                                 {"company", found == snapshot->accounts.end() ? "" : config::shown_company(*found->second)},
                                 {"generation", row.first},
                                 {"status", status},
                                 {"findings", findings_of(*snapshot, file_of(*snapshot, name))}});
  }
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

}  // namespace fairway::api
