// Reloads, and the versions of accounts that they applied.
#pragma once
#include "host/api/http.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

Response start_reload(engine::Engine& engine, const Request& request);
Response list_reloads(engine::Engine& engine, const Request& request);
Response list_versions(engine::Engine& engine, const Request& request);
Response show_version(engine::Engine& engine, const Request& request);
Response rollback(engine::Engine& engine, const Request& request);

}  // namespace fairway::api
