// What a change of the configuration's files would do.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response make_plan(engine::Engine&, const Request&);

}  // namespace fairway::api
