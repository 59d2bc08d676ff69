// `fairway sandbox`: a local Amazon SP-API and 3PL warehouse to try a configuration against.
#include "host/sandbox/command.hpp"

#include "host/cli/command.hpp"

namespace fairway::cli {

void add_sandbox(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("sandbox", "A local Amazon SP-API and 3PL warehouse, with faults on demand");
  auto options = std::make_shared<sandbox::Options>();
  sandbox::add_options(*command, *options);
  command->callback([&shared, options] { shared.exit = sandbox::run(*options); });
}

}  // namespace fairway::cli
