#include "host/api/accounts.hpp"

#include "host/api/trouble.hpp"

namespace fairway::api {
namespace {

json::array shown(const config::Snapshot& snapshot, const std::string& file, config::Findings own) {
  for (auto& finding : config::findings_in(snapshot.findings, file)) own.push_back(std::move(finding));
  return config::findings_json(own).at("findings").as_array();
}

std::string file_of(const config::Snapshot& snapshot, const std::string& account) {
  if (const auto found = snapshot.accounts.find(account); found != snapshot.accounts.end()) return found->second->place.file;
  const auto rejected = snapshot.rejected.find(account);
  return rejected == snapshot.rejected.end() ? std::string() : rejected->second.file;
}

std::string account_status(engine::Engine& engine, const config::Account& account, bool troubled) {
  if (troubled || engine.degraded().contains(account.name)) return "degraded";
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
  auto failing = troubles(**tx);
  if (!failing) return problem(failing.error());
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
    config::Findings troubled;
    if (found != snapshot->accounts.end()) {
      troubled = findings_of((*failing)[name], *found->second, *engine.catalogue());
      status = account_status(engine, *found->second, !troubled.empty());
    }
    if (rejected && status != "degraded") status = "rejected";  // it goes on as it ran, where it did
    items.push_back(json::object{{"account", name},
                                 {"company", found == snapshot->accounts.end() ? "" : config::shown_company(*found->second)},
                                 {"generation", row.first},
                                 {"status", status},
                                 {"findings", shown(*snapshot, file_of(*snapshot, name), std::move(troubled))}});
  }
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

}  // namespace fairway::api
