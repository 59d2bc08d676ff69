// What the programs of this folder share: the world they run in, what they read off it, how they say it.
#pragma once
#include <memory>
#include <string>

#include "host/storage/sqlite/session.hpp"
#include "tests/support/world.hpp"

namespace fairway::bench {

// The machine, its load before the run, and the command; then one line a figure.
void print_machine(int count, char** values);
void say(const std::string& what, double figure, const std::string& unit, const std::string& note = {});

// The position'th argument that is a number, options of Google Benchmark passed over: `./dev bench` gives all programs the same.
int number(int count, char** values, int position, int otherwise);

// A sandbox that holds nobody back and ships at once.
testing::WorldOptions unlimited(int accounts);
// So many orders in all, the same for each account, ready to be pulled.
void inject(testing::World& world, int orders, int accounts);

// A process and its children: what they used so far. A child that ended counts with its parent.
struct Usage {
  double cpu_seconds = 0;
  double rss_mb = 0, pss_mb = 0;  // pss: shared pages counted once
  int processes = 0;
};
Usage usage_of(int pid);

// Looks into the database of a host that runs, without holding it up.
class View {
 public:
  explicit View(const std::filesystem::path& data);  // waits until there is a database
  std::int64_t integer(const std::string& sql);      // the first value; 0 when there is none

 private:
  std::unique_ptr<storage::Session> session_;
};

// Orders a second between the first order's `from` and the last order's `to`, of those with ids above `after`. The batch of
// the first moment is left out: its work came before.
double rate(View& view, const char* from, const char* to, std::int64_t after);

// A data folder with so many orders that were shipped and confirmed days ago: rows, ledger, sealed texts and parcels.
void store_closed_orders(const std::filesystem::path& data, int orders);

}  // namespace fairway::bench
