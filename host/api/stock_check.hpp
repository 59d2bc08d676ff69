// How much there is of one item, for a shop's checkout.
#pragma once
#include "host/api/http.hpp"
#include "host/api/known_stock.hpp"
#include "host/api/live_stock.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

// Where all stock checks of a server get their answers.
struct StockSources {
  LiveStock live;
  KnownStock known{};
};

Response check_stock(engine::Engine& engine, const Request& request);

}  // namespace fairway::api
