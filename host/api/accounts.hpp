// GET /v1/accounts.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

// Those of the files and those that were there before, each with status, generation and findings.
Response list_accounts(engine::Engine&, const Request&);

}  // namespace fairway::api
