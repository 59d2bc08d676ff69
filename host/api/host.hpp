// The host itself: health, metrics, the API's document, plugins and their workers.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response live(engine::Engine&, const Request&);      // 200 while the process serves
Response ready(engine::Engine&, const Request&);     // 200 when orders can flow, else 503 with why
Response starting(const Request&);                   // all answers while there is no engine yet: alive, and not ready
Response metrics(engine::Engine&, const Request&);   // Prometheus text
Response document(engine::Engine&, const Request&);  // OpenAPI
Response list_plugins(engine::Engine&, const Request&);
Response reload_plugin(engine::Engine&, const Request&);  // 409 with the reason where the version before goes on

}  // namespace fairway::api
