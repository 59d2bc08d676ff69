// What Amazon's refusals mean for the host's next step.
#pragma once
#include <string>

#include "fairway/plugin.hpp"

namespace amazon {

// Code and message of an error answer, whatever its shape: {"errors": [{…}]}, {"errors": {…}}, a gateway's page, nothing.
std::string describe_error(const fairway::HttpResponse&);

// The access token is at fault and a new one may help: 401, or 403 that speaks of an expired, revoked or malformed token.
bool token_refused(const fairway::HttpResponse&);

// Returns 2xx answers. The rest is thrown: 401 and 403 AUTH, 429 THROTTLED, 408, 3xx and 5xx UNAVAILABLE, other 4xx
// REJECTED. `operation` begins the message, Amazon's request id, which its support asks for, ends it.
fairway::HttpResponse expect_success(fairway::HttpResponse&&, const std::string& operation);

// The same for the token endpoint, whose errors are those of OAuth (RFC 6749 §5.2).
std::string login_error(const fairway::HttpResponse&);  // its `error`; empty: none
[[noreturn]] void throw_login_error(const fairway::HttpResponse&);

}  // namespace amazon
