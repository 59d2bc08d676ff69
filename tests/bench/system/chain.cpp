// The whole system: the sandbox in this process, the host and its workers beside it.
//   chain_bench [orders=3000] [accounts=1] [stored=0]
// How fast the whole chain to `confirmed` goes (pull, map, warehouse, acknowledgement queue, parcels, confirmations), from
// the first order stored to the last one confirmed, by the times in the database; with `stored` orders of old there already.
#include <fmt/format.h>

#include <csignal>
#include <thread>

#include "tests/bench/system/host.hpp"
#include "tests/bench/system/measure.hpp"

using namespace fairway;

int main(int count, char** values) {
  bench::be_host(count, values);
  const int accounts = bench::number(count, values, 2, 1), stored = bench::number(count, values, 3, 0);
  const int orders = bench::number(count, values, 1, 3000) / accounts * accounts;
  bench::print_machine(count, values);
  auto options = bench::unlimited(accounts);
  options.orders = "every: 10m, start: open-orders";  // all come with the first pull
  options.shipments_every =
      fmt::format("{}s", std::max(1, accounts / 50));  // the warehouse is asked 50 times a second at most
  testing::World world(options);
  if (stored) bench::store_closed_orders(world.data(), stored);
  bench::inject(world, orders, accounts);
  const auto host = bench::start_host(world, bench::Steps::all);

  bench::View view(world.data());
  // What is open is counted in an index; the rows are looked at only at the end.
  const auto open = "SELECT COUNT(*) FROM orders WHERE closed_at IS NULL AND ship_by IS NOT NULL";
  const auto last = "SELECT last FROM sequence WHERE name = 'orders'";
  testing::until(
      [&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        return view.integer(last) >= stored + orders && view.integer(open) == 0;
      },
      std::chrono::minutes(10));
  const auto used = bench::usage_of(host->pid());
  host->signal(SIGTERM);
  host->wait(std::chrono::seconds(30));

  const auto done = view.integer(fmt::format("SELECT COUNT(*) FROM orders WHERE id > {} AND state = 'confirmed'", stored));
  fmt::print("{} of {} orders confirmed; accounts: {}, stored before: {}\n", done, orders, accounts, stored);
  bench::say("whole chain to confirmed", bench::rate(view, "taken_at", "closed_at", stored), "orders/s");
  bench::say("processor time of host and workers", used.cpu_seconds * 1000 / orders, "ms/order", "its start included");
  bench::say("memory of host and workers", used.pss_mb, "MB");
  return done == orders ? 0 : 1;
}
