// GET /v1/accounts/{account}/returns: where what buyers send back goes, and who is told of it.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

// 409 while the account does not run.
Response show_returns(engine::Engine& engine, const Request& request);

}  // namespace fairway::api
