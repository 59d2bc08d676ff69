#include <sys/resource.h>

#include <csignal>
#include <cstring>
#include <system_error>

#include "host/cli/command.hpp"
#include "host/config/check.hpp"
#include "host/plugins/worker_entry.hpp"

namespace {

// Every command may hold tokens, keys or addresses; a core file would keep them.
void forbid_core_files() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

// The first word that should be a command and is none, with the nearest that is: CLI11 says only that one is required.
std::string unknown_command(const CLI::App& app, int count, char** values) {
  const auto* at = &app;
  for (int i = 1; i < count && values[i][0] != '-'; ++i) {
    const auto commands = at->get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty()) break;
    const auto found = std::find_if(commands.begin(), commands.end(), [&](auto* one) { return one->check_name(values[i]); });
    if (found == commands.end()) {
      std::vector<std::string> names;
      for (const auto* one : commands) names.push_back(one->get_name());
      return fmt::format("unknown command \"{}\"{}", values[i], fairway::config::did_you_mean(values[i], names));
    }
    at = *found;
  }
  return {};
}

// What is printed has to arrive. A reader that has had enough ends the command without a word, as SIGPIPE would (it is
// blocked here); an output that cannot be written is a failure, whatever else was done.
int unwritten(int error, int code) {
  if (error == EPIPE) return 128 + SIGPIPE;
  std::fprintf(stderr, "the output cannot be written: %s\n", std::strerror(error == 0 ? EIO : error));
  return code == 0 ? 1 : code;
}

int run(CLI::App& app, const fairway::cli::Shared& shared, int count, char** values) {
  try {
    app.parse(count, values);
    return shared.exit;
  } catch (const CLI::ParseError& error) {
    const auto unknown = unknown_command(app, count, values);
    if (!unknown.empty() && error.get_exit_code() != 0) {
      fmt::print(stderr, "{}\n`fairway --help` lists the commands.\n", unknown);
      return 2;
    }
    return app.exit(error) == 0 ? 0 : 2;
  }
}

int run_and_print(CLI::App& app, const fairway::cli::Shared& shared, int count, char** values) {
  try {
    const int code = run(app, shared, count, values);
    errno = 0;
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? code : unwritten(errno, code);
  } catch (const std::system_error& error) {
    if (std::ferror(stdout) == 0 && std::ferror(stderr) == 0) throw;
    return unwritten(error.code().value(), shared.exit);
  }
}

}  // namespace

int main(int count, char** values) {
  if (count > 1 && std::strcmp(values[1], "worker") == 0) return fairway::plugins::worker_entry(count - 1, values + 1);

  using namespace fairway::cli;
  forbid_core_files();
  CLI::App app{"Fairway carries orders between channels, warehouses and back."};
  app.require_subcommand(1);
  app.set_version_flag("--version", FAIRWAY_VERSION);
  Shared shared;
  shared.executable = std::filesystem::read_symlink("/proc/self/exe");
  add_serve(app, shared);
  add_check(app, shared);
  add_plan(app, shared);
  add_test(app, shared);
  add_account(app, shared);
  add_ship_as(app, shared);
  add_mapping(app, shared);
  add_orders(app, shared);
  add_why(app, shared);
  add_shipments(app, shared);
  add_stock(app, shared);
  add_imports(app, shared);
  add_listings(app, shared);
  add_jobs(app, shared);
  add_notices(app, shared);
  add_stores(app, shared);
  add_warehouses(app, shared);
  add_plugins(app, shared);
  add_reload(app, shared);
  add_config(app, shared);
  add_backup(app, shared);
  add_explain(app, shared);
  add_schema(app, shared);
  add_secret(app, shared);
  add_privacy(app, shared);
  add_token(app, shared);
  add_sandbox(app, shared);
  return run_and_print(app, shared, count, values);
}
