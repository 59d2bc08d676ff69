// What it costs to check and to change the configuration of many accounts.
//   reload_bench [accounts=10000] [edits=10]
// Two stores an account. Orders are off: what is measured is the configuration, not the calls it leads to.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "tests/bench/system/measure.hpp"

using namespace fairway;

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::filesystem::path file_of(testing::World& world, int account) {
  return world.config() / fmt::format("accounts/acme{}.yaml", account);
}

// The second store of each account, at another marketplace of the same seller.
void add_second_stores(testing::World& world, int accounts) {
  for (int i = 1; i <= accounts; ++i) {
    auto text = text_of(file_of(world, i));
    const auto begin = text.find("  us-main:"), end = text.find("warehouses:");
    auto second = text.substr(begin, end - begin);
    second.replace(second.find("us-main"), 7, "ca-main");
    second.replace(second.find("marketplace: US"), 15, "marketplace: CA(en)");
    testing::write_file(file_of(world, i), text.insert(end, second));
  }
}

void check_all(testing::World& world) {
  const auto from = std::chrono::steady_clock::now();
  const auto ran = testing::run(FAIRWAY_BINARY, {"check", "--config", world.config()});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  if (ran.exit != 0) throw std::runtime_error(ran.out.substr(0, 2000));
  bench::say("check of all accounts", seconds, "s");
  bench::say("memory of the check at most", static_cast<double>(used.ru_maxrss) / 1024, "MB");
}

struct Edit {
  double milliseconds = 0, cpu_milliseconds = 0;
};

// From the moment the file is in its place to the moment its new generation is committed, the debounce included.
Edit edit_one(testing::World& world, bench::View& view, int account, int round) {
  auto text = text_of(file_of(world, account));
  const auto at = text.find("company: ");
  text.replace(at, text.find('\n', at) - at, fmt::format("company: Acme {}", round));
  const auto fresh = file_of(world, account).string() + ".tmp";
  testing::write_file(fresh, text);
  const auto generation = fmt::format("SELECT generation FROM account WHERE name = 'acme{}'", account);
  const auto before = view.integer(generation);
  const double cpu = bench::usage_of(world.host().pid()).cpu_seconds;
  const auto from = std::chrono::steady_clock::now();
  std::filesystem::rename(fresh, file_of(world, account));
  while (view.integer(generation) == before) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  const double took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
  std::this_thread::sleep_for(std::chrono::seconds(1));  // the report is written after the commit
  return {took, (bench::usage_of(world.host().pid()).cpu_seconds - cpu) * 1000};
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

}  // namespace

int main(int count, char** values) {
  const int accounts = bench::number(count, values, 1, 10000), edits = bench::number(count, values, 2, 10);
  bench::print_machine(count, values);
  auto options = bench::unlimited(accounts);
  options.orders = "every: 12h";
  options.shipments_every = options.stock_every = "12h";
  testing::World world(options);
  for (int i = 1; i <= accounts; ++i) {
    auto text = text_of(file_of(world, i));
    text.replace(text.find("orders: { enabled: true"), 23, "orders: { enabled: false");
    testing::write_file(file_of(world, i), text);
  }
  add_second_stores(world, accounts);
  fmt::print("accounts: {}, stores: {}\n", accounts, 2 * accounts);
  check_all(world);
  if (!world.start(std::chrono::minutes(5))) return fmt::print(stderr, "the host did not start\n{}\n", world.log()), 1;
  bench::View view(world.data());
  testing::until([&] { return view.integer("SELECT COUNT(*) FROM job WHERE state = 'running'") == 0; },
                 std::chrono::minutes(5));
  std::vector<double> took, cpu;
  for (int i = 0; i < edits; ++i) {
    const auto one = edit_one(world, view, 1 + i * 7 % accounts, i);
    took.push_back(one.milliseconds);
    cpu.push_back(one.cpu_milliseconds);
  }
  bench::say("one edit: written to applied, median", median(took), "ms", "300 ms of it the debounce");
  bench::say("one edit: processor of host and workers, median", median(cpu), "ms");
  bench::say("memory of the host (PSS)", bench::usage_of(world.host().pid()).pss_mb, "MB");
  return 0;
}
