#include "host/api/host.hpp"

namespace fairway::api {

Response live(engine::Engine&, const Request&) { return ok(json::object{{"status", "live"}}); }

Response ready(engine::Engine& engine, const Request&) {
  if (const auto flowing = engine.flowing(); !flowing) return problem(503, "Not ready", flowing.error().message);
  json::array rejected;
  for (const auto& [name, place] : engine.snapshot()->rejected)
    rejected.push_back(json::value(name + " (" + place.text() + ")"));
  return ok(json::object{{"status", "ready"}, {"accounts", engine.snapshot()->accounts.size()}, {"rejected", rejected}});
}

Response metrics(engine::Engine& engine, const Request&) {
  return {200, engine.metrics_text(), "text/plain; version=0.0.4", {}};
}

Response document(engine::Engine&, const Request&) { return ok(openapi(FAIRWAY_VERSION)); }

Response list_plugins(engine::Engine& engine, const Request&) {
  json::array items;
  const auto workers = engine.supervisor().workers();
  for (const auto& [name, file] : engine.catalogue().plugins) {
    json::object item{{"name", name},
                      {"id", file.description.id},
                      {"version", file.description.version},
                      {"vendor", file.description.vendor},
                      {"hash", file.hash}};
    for (const auto& worker : workers)
      if (worker.plugin == name)
        item["worker"] = json::object{
            {"pid", worker.pid}, {"state", worker.state}, {"restarts", worker.restarts}, {"last_error", worker.last_error}};
    items.push_back(std::move(item));
  }
  for (const auto& [file, why] : engine.catalogue().refused) items.push_back(json::object{{"file", file}, {"refused", why}});
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

}  // namespace fairway::api
