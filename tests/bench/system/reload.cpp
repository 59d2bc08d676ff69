// What it costs to check and to change the configuration of many accounts.
//   reload_bench [accounts=10000] [edits=10]
// Two stores an account. Orders are off: what is measured is the configuration, not the calls it leads to. First all is at
// rest, so that the processor time is the edits'; then a few accounts beside those that are edited call their warehouse each
// second, to show whether an edit holds anybody up.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <future>
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

// Accounts that call each second, and the longest time that one of them had to wait for its next call to end.
class Callers {
 public:
  Callers(testing::World& world, int accounts) : view_(world.data()) {
    for (int i = accounts - kCallers + 1; i <= accounts; ++i) {
      auto text = text_of(file_of(world, i));
      const auto at = text.find("stock-every: ");
      testing::write_file(file_of(world, i), text.replace(at, text.find('\n', at) - at, "stock-every: 1s"));
    }
  }
  // Looks on for a while; milliseconds.
  double longest_pause(std::chrono::steady_clock::duration of) {
    const auto until = std::chrono::steady_clock::now() + of;
    std::int64_t longest = 0;
    while (std::chrono::steady_clock::now() < until) {
      const auto first = view_.integer("SELECT MIN(last_ended) FROM job WHERE kind = 'pull-stock' AND every = 1000");
      longest = std::max(longest, SystemClock().now().time_since_epoch().count() - first);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return static_cast<double>(longest);
  }

 private:
  static constexpr int kCallers = 5;
  bench::View view_;
};

// Milliseconds from the moment the file is in its place to the moment its new generation is committed, the debounce included.
double edit_one(testing::World& world, bench::View& view, int account, int round) {
  auto text = text_of(file_of(world, account));
  const auto at = text.find("company: ");
  text.replace(at, text.find('\n', at) - at, fmt::format("company: Acme {}", round));
  const auto fresh = file_of(world, account).string() + ".tmp";
  testing::write_file(fresh, text);
  const auto generation = fmt::format("SELECT generation FROM account WHERE name = 'acme{}'", account);
  const auto before = view.integer(generation);
  const auto from = std::chrono::steady_clock::now();
  std::filesystem::rename(fresh, file_of(world, account));
  while (view.integer(generation) == before) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
}

// What host and workers use of the processor while we look on, in milliseconds.
double used_in(testing::World& world, std::chrono::milliseconds time) {
  const double before = bench::usage_of(world.host().pid()).cpu_seconds;
  std::this_thread::sleep_for(time);
  return (bench::usage_of(world.host().pid()).cpu_seconds - before) * 1000;
}

constexpr std::chrono::seconds kReport{2};  // the report is written after the commit, and housekeeping follows

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
    text.replace(text.find("client-id: acme,"), 16, fmt::format("client-id: acme{},", i));  // each has a rate of its own
    testing::write_file(file_of(world, i), text);
  }
  add_second_stores(world, accounts);
  fmt::print("accounts: {}, stores: {}\n", accounts, 2 * accounts);
  check_all(world);
  if (!world.start(std::chrono::minutes(5))) return fmt::print(stderr, "the host did not start\n{}\n", world.log()), 1;
  bench::View view(world.data());
  testing::until([&] { return view.integer("SELECT COUNT(*) FROM job WHERE state = 'running'") == 0; },
                 std::chrono::minutes(5));
  const bool rests = testing::until([&] { return used_in(world, kReport) < 20; }, std::chrono::minutes(5));
  if (!rests) return fmt::print(stderr, "the host does not come to rest\n{}\n", world.log()), 1;
  std::vector<double> took, cpu;
  const double at_rest = used_in(world, 5 * kReport) / 5;
  int round = 0;
  const auto next_edit = [&] { return ++round, edit_one(world, view, 1 + round * 7 % (accounts / 2), round); };
  for (int i = 0; i < edits; ++i) {
    const double before = bench::usage_of(world.host().pid()).cpu_seconds;
    took.push_back(next_edit());
    std::this_thread::sleep_for(kReport);
    cpu.push_back((bench::usage_of(world.host().pid()).cpu_seconds - before) * 1000 - at_rest);
  }
  Callers callers(world, accounts);
  const bool calling = testing::until(
      [&] { return view.integer("SELECT COUNT(*) FROM job WHERE every = 1000 AND last_ended IS NOT NULL") >= 5; },
      std::chrono::minutes(2));
  if (!calling) return fmt::print(stderr, "the callers do not call\n{}\n", world.log()), 1;
  const double quiet = callers.longest_pause(std::chrono::seconds(20));
  double pause = 0;
  for (int i = 0; i < edits; ++i) {
    auto seen = std::async(std::launch::async, [&] { return callers.longest_pause(2 * kReport); });
    next_edit();
    pause = std::max(pause, seen.get());
  }
  bench::say("one edit: written to applied, median", median(took), "ms", "300 ms of it the debounce");
  bench::say("one edit: processor of host and workers, median", median(cpu), "ms",
             fmt::format("of which the host at rest would use {:.0f} is taken off", at_rest));
  bench::say("longest time without an ended call, of 5 accounts that call each second", pause, "ms",
             fmt::format("without edits {:.0f}", quiet));
  bench::say("memory of the host (PSS)", bench::usage_of(world.host().pid()).pss_mb, "MB");
  return 0;
}
