// What is done about personal data by hand.
#pragma once
#include "host/cli/command.hpp"

namespace fairway::cli {

// `redact`, below `fairway orders`: asks, and destroys the keys of what is known of the orders' buyers.
void add_redact(CLI::App& orders, Shared& shared);

}  // namespace fairway::cli
