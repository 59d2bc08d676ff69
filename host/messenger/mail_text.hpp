// A mail as bytes: pure.
#pragma once
#include <string>

#include "host/messenger/messenger.hpp"

namespace fairway {

// Headers and body with CRLF, dots at the beginning of lines doubled, without the line that ends it.
std::string mail_bytes(const Mail& mail, const std::string& from);

}  // namespace fairway
