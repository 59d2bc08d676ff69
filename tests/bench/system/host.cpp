#include "tests/bench/system/host.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <cstring>

#include "host/engine/engine.hpp"

namespace fairway::bench {
namespace {

constexpr const char* kRole = "--be-host";
constexpr double kFree = 10'000;  // requests a second: the most that a bucket knows

// Settles its jobs and does nothing.
Status rest(flows::Context& context, flows::Work& work) {
  auto unit = flows::Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = work.settle_all(context, unit->tx(), {}); !ok) return ok;
  return unit->commit();
}

engine::FlowTable flows_of(Steps steps) {
  auto flows = flows::flows();
  for (auto& [kind, flow] : flows)
    if (steps == Steps::only_pull_orders && kind != "pull-orders") flow = {rest, flow.batch};
  return flows;
}

// Without the rates by which plugins spare a remote that names none. Amazon's are learned from the sandbox's answers.
Catalogue without_own_limits(Catalogue catalogue) {
  for (auto& [name, plugin] : catalogue.plugins)
    for (auto& rate : plugin.description.manifest.rates)
      if (rate.header.empty()) rate.per_second = kFree, rate.burst = static_cast<std::int64_t>(kFree);
  return catalogue;
}

int run(const std::filesystem::path& config, const std::filesystem::path& data, Steps steps) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  const auto flows = flows_of(steps);
  engine::Options options;
  options.config = config;
  options.data = data;
  options.executable = FAIRWAY_BINARY;
  options.catalogue = without_own_limits(engine::find_plugins(config::load_host(config).host, FAIRWAY_BINARY));
  options.flows = &flows;
  const auto engine = engine::Engine::start(std::move(options));
  if (!engine) return fmt::print(stderr, "{}\n", engine.error().message), 1;
  int signal = 0;
  sigwait(&ends, &signal);
  (*engine)->stop();
  return 0;
}

}  // namespace

void be_host(int count, char** values) {
  if (count != 5 || std::strcmp(values[1], kRole) != 0) return;
  std::exit(run(values[2], values[3], static_cast<Steps>(std::atoi(values[4]))));
}

std::unique_ptr<testing::Process> start_host(const testing::World& world, Steps steps) {
  const std::vector<std::string> arguments{kRole, world.config(), world.data(), std::to_string(static_cast<int>(steps))};
  return std::make_unique<testing::Process>(std::filesystem::canonical("/proc/self/exe"), arguments,
                                            world.folder() / "host.log");
}

}  // namespace fairway::bench
