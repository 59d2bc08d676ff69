// What it costs to have many accounts and nothing to do.
//   idle_bench [accounts=1000] [seconds=60]
// All accounts are enabled; their first pulls are over and nothing falls due while it is measured.
#include <fmt/format.h>

#include <thread>

#include "tests/bench/system/measure.hpp"

using namespace fairway;

namespace {

double ready_seconds(testing::World& world) {
  const auto from = std::chrono::steady_clock::now();
  if (!world.start()) throw std::runtime_error("the host did not start\n" + world.log());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

// Waits until no job is due within the next minutes.
bool rested(bench::View& view, int seconds) {
  const auto busy = [&] {
    const auto soon = SystemClock().now() + std::chrono::seconds(seconds + 10);
    return view.integer(fmt::format("SELECT COUNT(*) FROM job WHERE state = 'running' OR (state = 'ready' AND due_at < {})",
                                    soon.time_since_epoch().count()));
  };
  return testing::until([&] { return busy() == 0; }, std::chrono::minutes(5));
}

}  // namespace

int main(int count, char** values) {
  const int accounts = bench::number(count, values, 1, 1000), seconds = bench::number(count, values, 2, 60);
  bench::print_machine(count, values);
  auto options = bench::unlimited(accounts);
  options.orders = "every: 12h, start: open-orders";
  options.shipments_every = options.stock_every = "12h";
  testing::World world(options);
  bench::say("ready after the first start", ready_seconds(world), "s");
  bench::View view(world.data());
  if (!rested(view, seconds)) return fmt::print(stderr, "jobs kept coming\n"), 1;
  world.stop();
  bench::say("ready after a later start", ready_seconds(world), "s");
  if (!rested(view, seconds)) return fmt::print(stderr, "jobs kept coming\n"), 1;

  const auto before = bench::usage_of(world.host().pid());
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  const auto after = bench::usage_of(world.host().pid());
  fmt::print("accounts: {}, processes: {}, measured for {} s\n", accounts, after.processes, seconds);
  bench::say("memory, shared pages counted once (PSS)", after.pss_mb, "MB");
  bench::say("memory, sum of RSS", after.rss_mb, "MB");
  bench::say("processor", (after.cpu_seconds - before.cpu_seconds) / seconds * 100, "% of a core");
  return 0;
}
