// A shop hands in an order.
#pragma once
#include "host/api/http.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

constexpr std::size_t kPostLimit = 1024 * 1024;  // of the body

// 201 with the order as REST shows it once it is on disk, 200 where it is known already, 400 without a key, 404, 409, 413, 422
// with every fault of the body at once, 503 where the store takes none now.
Response post_order(engine::Engine& engine, const Request& request);

}  // namespace fairway::api
