// GET /v1/plugins/{name}/log: the newest lines of one plugin.
#pragma once
#include "host/api/http.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

// {"items": [{number, at, level, instance, lane, trace, message}], "next"}, from old to new, of the last 2,000 lines, at all levels:
// debug | info | warn | error, and stderr. `cursor`: the number of the last line that was had, also to wait for later ones.
// A token for some accounts sees the lines of their stores and warehouses alone.
Response plugin_log(engine::Engine&, const Request&);

}  // namespace fairway::api
