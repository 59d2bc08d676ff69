// What the bodies of requests may say. A slip of the hand, as "dryrun" or "yes" where true is meant, must not do the real thing:
// each route names the schema of its body, and what does not fit it gets to no handler.
#pragma once
#include <vector>

#include "host/api/route.hpp"
#include "host/flows/intake/posted_order.hpp"

namespace fairway::api {

// 422 for a member that the route's schema does not name, or of a type that it does not have; none: the body may be read.
// `author`, a text, is known everywhere. A route without a schema takes nothing else.
std::optional<Response> wrong_body(const Route& route, const json::value& body);

// RFC 9457 with `errors`, a list as its appendix has it: of each wrong place the JSON pointer.
Response not_valid(const std::string& title, const std::vector<flows::WrongPlace>& wrong);

}  // namespace fairway::api
