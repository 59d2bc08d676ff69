// The whole system, measured from outside: the sandbox in this process, the real host beside it, on an empty database.
//   chain_bench [orders=3000] [accounts=1]
// Prints one row a figure: how fast orders are pulled and stored with their ledger, and how fast the whole chain to
// `confirmed` goes (warehouse, acknowledgement queue, parcels, confirmations). Times are those in the database.
#include <cstdlib>

#include <sys/utsname.h>

#include "host/base/text.hpp"
#include "host/storage/database.hpp"
#include "tests/support/world.hpp"

namespace {

using namespace fairway;
using fairway::testing::World;
using fairway::testing::WorldOptions;

WorldOptions unlimited(int accounts) {
  WorldOptions options;
  options.accounts = accounts;
  options.settings.scale = 1e6;  // rates that hold nobody back; the host learns them from the headers
  options.settings.partial_share = 0;
  options.settings.wms_per_minute = 0;
  options.settings.wms_page = 1000;
  return options;
}

int confirmed(World& world, int accounts) {
  int sum = 0;
  for (int i = 1; i <= accounts; ++i) sum += world.states(fmt::format("acme{}", i))["confirmed"];
  return sum;
}

// Between the first and the last of two columns, per second, as the stopped host left them.
double rate(storage::Transaction& tx, const char* from, const char* to) {
  auto rows = tx.query(fmt::format("SELECT COUNT(*), MIN({}), MAX({}) FROM orders", from, to));
  if (!rows || rows->empty()) return 0;
  const auto took = static_cast<double>(std::max<std::int64_t>(rows->integer(0, 2) - rows->integer(0, 1), 1)) / 1000;
  return static_cast<double>(rows->integer(0, 0)) / took;
}

}  // namespace

int main(int count, char** values) {
  const int orders = count > 1 ? std::atoi(values[1]) : 3000;
  const int accounts = count > 2 ? std::atoi(values[2]) : 1;
  World world(unlimited(accounts));
  for (int i = 1; i <= accounts; ++i) world.inject(i, orders / accounts);
  if (!world.start()) return fmt::print(stderr, "the host did not start\n{}", world.log()), 1;
  const bool done = fairway::testing::until([&] { return confirmed(world, accounts) >= orders / accounts * accounts; },
                                            std::chrono::minutes(10));
  world.stop();

  auto db = storage::open({world.data(), "sqlite:fairway.db", std::chrono::seconds(5), false});
  if (!db) return fmt::print(stderr, "{}\n", db.error().message), 1;
  auto tx = (*db)->read();
  if (!tx) return 1;
  utsname machine{};
  uname(&machine);
  fmt::print("machine: {} {}, {} processors\n", machine.sysname, machine.machine, std::thread::hardware_concurrency());
  fmt::print("orders: {}, accounts: {}, all confirmed: {}\n", orders, accounts, done ? "yes" : "no");
  fmt::print("pull and store: {:.0f} orders/s\n", rate(**tx, "taken_at", "taken_at"));
  fmt::print("whole chain to confirmed: {:.0f} orders/s\n", rate(**tx, "taken_at", "closed_at"));
  return done ? 0 : 1;
}
