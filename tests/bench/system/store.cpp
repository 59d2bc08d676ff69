// Pull and store, nothing else: the sandbox in this process, beside it the engine with the amazon plugin in its worker and
// every flow but `pull-orders` put to rest. In the same run the floor: a bare program's pull and upsert of the same pages.
//   store_bench [orders=20000] [accounts=1] [stored=0]
#include <fmt/format.h>

#include <csignal>

#include "tests/bench/system/bare.hpp"
#include "tests/bench/system/host.hpp"
#include "tests/bench/system/measure.hpp"

using namespace fairway;

int main(int count, char** values) {
  bench::be_host(count, values);
  const int accounts = bench::number(count, values, 2, 1), stored = bench::number(count, values, 3, 0);
  const int orders = bench::number(count, values, 1, 20000) / accounts * accounts;
  bench::print_machine(count, values);
  auto options = bench::unlimited(accounts);
  options.orders = "every: 10m, start: open-orders";
  testing::World world(options);
  if (stored) bench::store_closed_orders(world.data(), stored);
  bench::inject(world, orders, accounts);
  const double bare = accounts == 1 ? bench::bare_pull_and_upsert(world, 1) : 0;

  const auto host = bench::start_host(world, bench::Steps::only_pull_orders);
  bench::View view(world.data());
  const auto last = "SELECT last FROM sequence WHERE name = 'orders'";
  const bool all = testing::until([&] { return view.integer(last) >= stored + orders; }, std::chrono::minutes(5));
  const auto used = bench::usage_of(host->pid());
  host->signal(SIGTERM);
  host->wait(std::chrono::seconds(30));

  fmt::print("orders: {}, accounts: {}, stored before: {}{}\n", orders, accounts, stored, all ? "" : "; NOT ALL CAME");
  const double figure = bench::rate(view, "taken_at", "taken_at", stored);
  if (bare > 0) bench::say("bare program: pull and upsert", bare, "orders/s");
  bench::say("pull and store with ledger", figure, "orders/s");
  bench::say("processor time of host and workers", used.cpu_seconds * 1000 / orders, "ms/order", "its start included");
  return all ? 0 : 1;
}
