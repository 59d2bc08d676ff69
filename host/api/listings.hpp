// /v1/accounts/{account}/listings: what the stores list, and what a person does with one of them.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response list_listings(engine::Engine&, const Request&);  // by store, then as they came
Response show_listing(engine::Engine&, const Request&);
// The path's last part: pause, unpause, link, unlink, relink, remove, ships, look.
Response act_on_listing(engine::Engine&, const Request&);
Response unpause_store(engine::Engine&, const Request&);  // all listings of a store

// As lines of the channel's own file, page by page.
Response download_listings(engine::Engine&, const Request&);

}  // namespace fairway::api
