// Removing what is absent. Body {"confirm": its name, "force", "dry_run", "author"}; nothing is removed without its name.
// Answers {"account", "store", "removed", "dropped", "unfinished"}: the open orders that nobody will ever ship and, with
// force, those that a warehouse may have; each a list and its count, a list of at most 1000.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response remove_store(engine::Engine&, const Request&);
Response remove_account(engine::Engine&, const Request&);

}  // namespace fairway::api
