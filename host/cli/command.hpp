// How commands hang together: each adds itself to the parser and leaves its exit code in `exit`.
#pragma once
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

namespace fairway::cli {

// What several commands take. 0 done, 1 refused or failed, 2 wrong usage.
struct Shared {
  std::filesystem::path executable;  // of this program: workers are spawned from it
  std::string config = "config", data = "data";
  std::string host, token;  // of a running host; empty: found by --config and --data
  bool json = false;
  int exit = 0;
};

void add_serve(CLI::App& app, Shared& shared);
void add_check(CLI::App& app, Shared& shared);
void add_plan(CLI::App& app, Shared& shared);
void add_test(CLI::App& app, Shared& shared);
void add_account(CLI::App& app, Shared& shared);
void add_ship_as(CLI::App& app, Shared& shared);
void add_mapping(CLI::App& app, Shared& shared);
void add_orders(CLI::App& app, Shared& shared);
void add_completeness(CLI::App& orders, Shared& shared);  // `orders rescan`, `orders completeness`
void add_why(CLI::App& app, Shared& shared);
void add_shipments(CLI::App& app, Shared& shared);
void add_stock(CLI::App& app, Shared& shared);
void add_imports(CLI::App& app, Shared& shared);
void add_listings(CLI::App& app, Shared& shared);
void add_coverage(CLI::App& listings, Shared& shared);        // `listings coverage`
void add_listing_images(CLI::App& listings, Shared& shared);  // `listings images`
void add_jobs(CLI::App& app, Shared& shared);
void add_notices(CLI::App& app, Shared& shared);
void add_stores(CLI::App& app, Shared& shared);
void add_warehouses(CLI::App& app, Shared& shared);
void add_plugins(CLI::App& app, Shared& shared);
void add_plugin_new(CLI::App& plugins, Shared& shared);    // `plugin new`
void add_plugin_check(CLI::App& plugins, Shared& shared);  // `plugin check`
void add_plugin_log(CLI::App& plugins, Shared& shared);    // `plugin log`
void add_reload(CLI::App& app, Shared& shared);
void add_config(CLI::App& app, Shared& shared);
void add_backup(CLI::App& app, Shared& shared);
void add_explain(CLI::App& app, Shared& shared);
void add_schema(CLI::App& app, Shared& shared);
void add_secret(CLI::App& app, Shared& shared);
void add_privacy(CLI::App& app, Shared& shared);
void add_token(CLI::App& app, Shared& shared);
void add_sandbox(CLI::App& app, Shared& shared);

// Options that commands share, spelled one way.
void take_config(CLI::App& command, Shared& shared);
void take_data(CLI::App& command, Shared& shared);
void take_host(CLI::App& command, Shared& shared);  // --host, --token, --config, --data, --json
// Of the command and all below it: an option that is given must say something. Said in a script with a variable that is empty,
// it would else count as left out, and be of all where one was meant.
void refuse_empty(CLI::App& command);

}  // namespace fairway::cli
