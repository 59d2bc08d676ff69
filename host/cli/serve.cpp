// `fairway serve`: signals first, then the ports, then the engine; ended in reverse.
#include <csignal>
#include <pthread.h>

#include "host/api/server.hpp"
#include "host/cli/command.hpp"
#include "host/engine/engine.hpp"

namespace fairway::cli {
namespace {

struct ServeOptions {
  bool in_process = false;
  std::size_t threads = 16;
  bool strict = false, watch = true, allow_removals = false;
  std::string log_level = "info";
  std::string checkout;
  std::vector<std::string> record, replay;  // PLUGIN=FILE
};

// Adds each PLUGIN=FILE; 2 with words where one is none.
int add_tapes(const std::vector<std::string>& given, std::filesystem::path plugins::TapeFiles::*which,
              std::map<std::string, plugins::TapeFiles>& tapes) {
  for (const auto& one : given) {
    const auto equals = one.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == one.size()) {
      fmt::print(stderr, "{}: --record and --replay take PLUGIN=FILE\n", one);
      return 2;
    }
    tapes[one.substr(0, equals)].*which = std::filesystem::absolute(one.substr(equals + 1));
  }
  return 0;
}

// Blocked before any thread is made, so that all inherit it and only sigwait() takes them.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return set;
}

// SIGHUP reloads; the others end.
void await_end(const sigset_t& signals, engine::Engine& engine) {
  for (int signal = SIGHUP; signal == SIGHUP;) {
    sigwait(&signals, &signal);
    if (signal != SIGHUP) return;
    engine::ReloadRequest request;
    request.cause = "signal";
    request.author = "SIGHUP";
    if (const auto asked = engine.ask_reload(std::move(request)); !asked) fmt::print(stderr, "{}\n", asked.error().message);
  }
}

int serve(const Shared& shared, const ServeOptions& chosen) {
  const auto signals = block_signals();
  engine::Options options;
  options.config = shared.config;
  options.data = shared.data;
  options.executable = shared.executable;
  options.in_process = chosen.in_process;
  options.threads = chosen.threads;
  options.strict = chosen.strict;
  options.allow_removals = chosen.allow_removals;
  options.watch = chosen.watch;
  options.log_level = engine::kLogLevels.at(chosen.log_level);
  for (const auto& [given, which] :
       {std::pair(&chosen.record, &plugins::TapeFiles::record), std::pair(&chosen.replay, &plugins::TapeFiles::replay)})
    if (const int wrong = add_tapes(*given, which, options.tapes); wrong != 0) return wrong;
  std::unique_ptr<api::Server> server;
  options.reserve = [&](const config::Host& host) -> Status {
    auto opened = api::Server::open(host, {}, chosen.checkout);
    if (!opened) return fail(std::move(opened.error()));
    server = std::move(*opened);
    return {};
  };
  const auto engine = engine::Engine::start(std::move(options));
  if (!engine) {
    fmt::print(stderr, "{}\n", engine.error().message);
    return 1;
  }
  server->serve(**engine);
  fmt::print(stderr, "listening on port {}\n", server->port());
  await_end(signals, **engine);
  server->stop();
  (*engine)->stop();
  return 0;
}

}  // namespace

void add_serve(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("serve", "Run the host until SIGTERM or Ctrl-C");
  auto options = std::make_shared<ServeOptions>();
  take_config(*command, shared);
  take_data(*command, shared);
  command->add_flag("--in-process", options->in_process, "Plugins on threads of this process, for debugging");
  command->add_option("--threads", options->threads, "Batches of work at a time")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_flag("--allow-removals", options->allow_removals,
                    "More than a fifth of the accounts that ran may be gone from the files");
  command->add_flag("--strict", options->strict, "Do not start while an account, fairway.yaml or a plugin file is refused");
  command->add_flag("!--no-watch", options->watch, "Apply files, plugins too, only when asked: fairway reload, SIGHUP");
  command->add_option("--checkout", options->checkout,
                      "HOST:PORT where stock checks are served besides, on threads of their own");
  command->add_option("--log-level", options->log_level, "What is less than this is not logged")
      ->check(CLI::IsMember(engine::kLogLevels))
      ->capture_default_str();
  command->add_option("--record", options->record,
                      "PLUGIN=FILE: write down what the plugin's remote is asked and answers, people's data included");
  command->add_option("--replay", options->replay,
                      "PLUGIN=FILE: answer the plugin from such a file in place of the network");
  command->callback([&shared, options] { shared.exit = serve(shared, *options); });
}

}  // namespace fairway::cli
