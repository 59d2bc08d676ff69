// Who asks: bearer tokens, known by their hash.
#pragma once
#include "host/api/http.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

// The identity behind the request's token; AUTH where there is none or it is not known. With `auth: none` everybody is admin.
Result<Identity> identify(engine::Engine& engine, const Request& request);

// Refuses what a browser on another page could be made to send: a foreign Origin, a Host that is not ours, and with
// `auth: none` a changing request that is not JSON. An empty string: fine.
std::string suspicious(const engine::Engine& engine, const Request& request);

}  // namespace fairway::api
