// /v1/jobs: what is to be done, and the dead letters.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response list_jobs(engine::Engine&, const Request&);   // filters: state, account, kind, target
Response replay_job(engine::Engine&, const Request&);  // a dead letter becomes ready again

}  // namespace fairway::api
