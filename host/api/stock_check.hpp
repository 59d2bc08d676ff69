// How much there is of one item, for a shop's checkout.
#pragma once
#include "host/api/http.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

Response check_stock(engine::Engine& engine, const Request& request);

}  // namespace fairway::api
