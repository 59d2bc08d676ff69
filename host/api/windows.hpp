// /v1/accounts/{account}/windows: the proof that no order is missing; and looking once more on request.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response list_windows(engine::Engine&, const Request&);
// Body {"from", "to", "dry_run"}; RFC 3339 or a date. 202 {window}, or with dry_run 200 and what it would come to.
Response rescan_store(engine::Engine&, const Request&);

}  // namespace fairway::api
