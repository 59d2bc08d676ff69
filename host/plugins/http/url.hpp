// URLs as far as sending a request needs them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace fairway::plugins::http {

struct Url {
  bool tls = false;
  std::string host;  // lower case; an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string target;             // path and query, starts with /
  std::string authority() const;  // for the Host header: the port only where it is not the scheme's
};

// http or https, no user name or password. INVALID says what is wrong without repeating the query.
Result<Url> parse_url(std::string_view text);

// "*.amazon.com" matches a.amazon.com and a.b.amazon.com, not amazon.com; anything else is compared as a whole.
bool host_matches(std::string_view pattern, std::string_view host);

}  // namespace fairway::plugins::http
