// What the channel's ship services are mapped to, and what waits for a mapping.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

// What waits in needs-mapping: each unknown text with its count (ORD-4). Asks no plugin: may be looked at often.
Response list_unmapped(engine::Engine&, const Request&);
// Every ship service of late with what the rules make of it, and the rules to write for those that none fits (SHP-1).
Response show_mappings(engine::Engine&, const Request&);

}  // namespace fairway::api
