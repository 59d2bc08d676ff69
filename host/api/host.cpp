#include "host/api/host.hpp"

#include "host/base/text.hpp"
#include "host/ledger/hold.hpp"

namespace fairway::api {

namespace {

Response alive() { return ok(json::object{{"status", "live"}}); }

// Accounts and stores that are gone from the files: "acme", "globex/us-main".
Result<json::array> absent_now(engine::Engine& engine) {
  auto tx = engine.db().read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = (*tx)->query(
      "SELECT account, target FROM finding WHERE kind = 'absent' AND resolved_at IS NULL ORDER BY account, target");
  if (!rows) return fail(std::move(rows.error()));
  json::array names;
  for (std::size_t i = 0; i < rows->size(); ++i)
    names.push_back(json::value(rows->text(i, 0) + (rows->text(i, 1).empty() ? "" : "/" + rows->text(i, 1))));
  return names;
}

// Stores and warehouses that a person holds: "acme/west".
Result<json::array> held_now(engine::Engine& engine) {
  auto tx = engine.db().read();
  if (!tx) return fail(std::move(tx.error()));
  auto holds = ledger::all_holds(**tx);
  if (!holds) return fail(std::move(holds.error()));
  json::array names;
  for (const auto& one : *holds) names.push_back(json::value(one.account + "/" + one.target));
  return names;
}

}  // namespace

Response live(engine::Engine&, const Request&) { return alive(); }

Response ready(engine::Engine& engine, const Request&) {
  if (const auto flowing = engine.flowing(); !flowing) return problem(503, "Not ready", flowing.error().message);
  json::array rejected;
  for (const auto& [name, place] : engine.snapshot()->rejected)
    rejected.push_back(json::value(name + " (" + place.text() + ")"));
  auto absent = absent_now(engine);
  if (!absent) return problem(503, "Not ready", absent.error().message);
  auto held = held_now(engine);
  if (!held) return problem(503, "Not ready", held.error().message);
  return ok(json::object{{"status", "ready"},
                         {"accounts", engine.snapshot()->accounts.size()},
                         {"rejected", rejected},
                         {"absent", std::move(*absent)},
                         {"held", std::move(*held)}});
}

Response starting(const Request& request) {
  if (request.path == "/health/live") return alive();
  auto answer = problem(503, "Not ready", "the host is starting");
  answer.headers["Retry-After"] = "1";
  return answer;
}

Response metrics(engine::Engine& engine, const Request&) {
  return {200, engine.metrics_text(), "text/plain; version=0.0.4", {}};
}

Response document(engine::Engine&, const Request&) { return ok(openapi(FAIRWAY_VERSION)); }

namespace {

json::object shown(const plugins::WorkerInfo& worker) {
  return {
      {"pid", worker.pid},   {"state", worker.state},       {"generation", worker.generation}, {"version", worker.version},
      {"hash", worker.hash}, {"restarts", worker.restarts}, {"last_error", worker.last_error}};
}

json::object shown(const engine::PluginSwap& swap) {
  return {{"name", swap.plugin},
          {"file", swap.file},
          {"status", swap.status},
          {"from", json::object{{"version", swap.from_version}, {"hash", swap.from_hash}}},
          {"to", json::object{{"version", swap.to_version}, {"hash", swap.to_hash}}},
          {"message", swap.message}};
}

}  // namespace

Response list_plugins(engine::Engine& engine, const Request&) {
  json::array items;
  const auto workers = engine.supervisor().workers();
  const auto catalogue = engine.catalogue();
  for (const auto& [name, file] : catalogue->plugins) {
    json::object item{{"name", name},
                      {"id", file.description.id},
                      {"version", file.description.version},
                      {"vendor", file.description.vendor},
                      {"hash", file.hash}};
    for (const auto& worker : workers) {
      if (worker.plugin != name) continue;
      const bool former = item.contains("worker");  // the one that takes calls comes first
      if (!former) item["generation"] = worker.generation, item["swap_error"] = worker.swap_error;
      item[former ? "former" : "worker"] = shown(worker);
    }
    items.push_back(std::move(item));
  }
  for (const auto& [file, why] : catalogue->refused) items.push_back(json::object{{"file", file}, {"refused", why}});
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

Response reload_plugin(engine::Engine& engine, const Request& request) {
  const auto& name = request.at("name");
  const auto swaps = engine.reload_plugins(name);
  if (!swaps) return problem(swaps.error());
  if (swaps->empty()) return problem(404, "Not found", "no plugin " + printable(name, 80));
  const auto& swap = swaps->front();
  if (swap.status == "refused") return problem(409, "The version before goes on", swap.message);
  return ok(shown(swap));
}

}  // namespace fairway::api
