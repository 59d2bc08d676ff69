// What a person must see: findings of the running host, and rows that came in wrong.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response list_findings(engine::Engine&, const Request&);  // filters: account, kind; all=true: resolved ones too
Response list_rejects(engine::Engine&, const Request&);

}  // namespace fairway::api
