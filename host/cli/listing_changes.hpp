// `fairway listings publish | delist | hide | unhide | overwrite | changes | look`.
#pragma once
#include "host/cli/command.hpp"

namespace fairway::cli {

void add_listing_changes(CLI::App& listings, Shared& shared);
// The channel's issues in `of`, each with its cause and its remedy.
void print_issues(const json::value& of);
// What the channel says of a listing, below what is known of it here.
void print_channel_side(const json::value& listing);

}  // namespace fairway::cli
