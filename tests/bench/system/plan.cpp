// A plan of a change that many accounts share, proved on their newest orders.
//   plan_bench [accounts=120] [orders=1000]
// The orders are pulled and stored first, by a host whose other steps rest; then one rule of every account is changed, and the
// plan is asked for where no host runs. Above 100,000 orders in all it is to take fewer of each, and to say so.
#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "tests/bench/system/host.hpp"
#include "tests/bench/system/measure.hpp"

using namespace fairway;

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool pull_all(testing::World& world, int orders) {
  const auto host = bench::start_host(world, bench::Steps::only_pull_orders);
  bench::View view(world.data());
  const auto last = "SELECT last FROM sequence WHERE name = 'orders'";
  const bool all = testing::until([&] { return view.integer(last) >= orders; }, std::chrono::minutes(5));
  host->signal(SIGTERM);
  host->wait(std::chrono::seconds(30));
  return all;
}

void change_a_rule(const testing::World& world, int accounts) {
  for (int i = 1; i <= accounts; ++i) {
    const auto file = world.config() / fmt::format("accounts/acme{}.yaml", i);
    auto text = text_of(file);
    const std::string before = "service: UPS Ground";
    testing::write_file(file, text.replace(text.find(before), before.size(), "service: UPS Next Day Air"));
  }
}

}  // namespace

int main(int count, char** values) {
  bench::be_host(count, values);
  const int accounts = bench::number(count, values, 1, 120), each = bench::number(count, values, 2, 1000);
  bench::print_machine(count, values);
  auto options = bench::unlimited(accounts);
  options.orders = "every: 10m, start: open-orders";
  testing::World world(options);
  bench::inject(world, accounts * each, accounts);
  if (!pull_all(world, accounts * each)) return fmt::print(stderr, "not all orders came\n"), 1;
  change_a_rule(world, accounts);

  const auto from = std::chrono::steady_clock::now();
  const auto ran = world.fairway({"plan", "--orders", std::to_string(each), "--json"});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  const auto plan = parse_json(ran.out).value_or(json::value());
  const auto* changed = find(plan, "accounts");
  if (!changed || !changed->is_array()) return fmt::print(stderr, "{}\n", ran.out.substr(0, 2000)), 1;
  std::int64_t replayed = 0, differing = 0;
  for (const auto& one : changed->get_array())
    if (const auto* replay = find(one, "replay"))
      replayed += number_at(*replay, "replayed"), differing += number_at(*replay, "differing");
  fmt::print("accounts: {}, orders each: {}, changed accounts in the plan: {}, sampled: {}\n", accounts, each,
             changed->get_array().size(), flag_at(plan, "sampled"));
  bench::say("orders replayed", static_cast<double>(replayed), "");
  bench::say("of them by another service", static_cast<double>(differing), "");
  bench::say("the plan", seconds, "s", fmt::format("{:.0f} orders/s", static_cast<double>(replayed) / seconds));
  bench::say("memory of the largest process", static_cast<double>(used.ru_maxrss) / 1024, "MB");
  return ran.exit;
}
