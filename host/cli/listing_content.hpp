// `fairway listings content [set] | activate | deactivate`.
#pragma once
#include "host/cli/command.hpp"

namespace fairway::cli {

void add_listing_content(CLI::App& listings, Shared& shared);

}  // namespace fairway::cli
