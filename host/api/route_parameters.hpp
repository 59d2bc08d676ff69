// Parameters that many endpoints share.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

inline const Parameter kLimit{"limit", "integer", "items a page, 1 to 1000, default 100"};
inline const Parameter kCursor{"cursor", "string", "`next` of the page before"};

}  // namespace fairway::api
