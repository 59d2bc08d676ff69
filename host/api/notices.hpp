// /v1/notices: what persons were told of, and how far telling them came.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response list_notices(engine::Engine&, const Request&);  // filters: account, kind

}  // namespace fairway::api
