// How much there is of one item, for a shop's checkout.
#pragma once
#include "host/api/http.hpp"
#include "host/api/known_stock.hpp"
#include "host/api/live_stock.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

// Where the stock checks of a listener get their answers.
struct StockSources {
  LiveStock& live;
  KnownStock& known;
  LiveStock::Seats seats;  // its own
};

Response check_stock(engine::Engine& engine, const Request& request);

}  // namespace fairway::api
