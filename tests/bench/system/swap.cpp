// A plugin replaced under load: the sandbox in this process, the host and its workers beside it.
//   swap_bench [orders=5000] [accounts=1000]
// All stores pull while the amazon plugin is replaced by another build of it. Orders wait for a mapping, for the warehouse's own
// rate would bound the load. How long from the end of the last call in the old version to the first call in the new one, as
// the supervisor measures it (negative: it began before); whether every order came, each once.
#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <csignal>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>

#include "tests/bench/system/measure.hpp"

using namespace fairway;
namespace fs = std::filesystem;

namespace {

fs::path writable_plugins() {
  std::string name = (fs::temp_directory_path() / "fairway-swap-XXXXXX").string();
  const fs::path folder = ::mkdtemp(name.data());
  for (const auto& entry : fs::directory_iterator(fs::path(FAIRWAY_BINARY).parent_path().parent_path() / "plugins"))
    if (entry.path().extension() == ".so") fs::copy_file(entry.path(), folder / entry.path().filename());
  return folder;
}

// Another file with the same code: what stands behind the sections of an ELF file is not loaded.
void build_anew(const fs::path& file) {
  const auto next = file.string() + ".new";
  fs::copy_file(file, next);
  std::ofstream(next, std::ios::app | std::ios::binary) << "another build";
  fs::rename(next, file);
}

std::string gap_in(const std::string& log) {
  std::smatch found;
  return std::regex_search(log, found, std::regex("\\[amazon\\].*first of the other (-?[0-9.]+) ms")) ? found[1].str() : "";
}

}  // namespace

int main(int count, char** values) {
  const int accounts = bench::number(count, values, 2, 1000);
  const int orders = bench::number(count, values, 1, 5000) / accounts * accounts;
  bench::print_machine(count, values);
  const auto plugins = writable_plugins();
  auto options = bench::unlimited(accounts);
  options.orders = "every: 5s, start: open-orders";
  options.shipments_every = options.stock_every = "12h";
  options.rules = "- { method: Nobody, service: None }";
  options.host_extra = "plugins: [" + plugins.string() + "]";
  testing::World world(options);
  const int first = orders / accounts / 2 * accounts;  // the rest comes with the swap
  bench::inject(world, first, accounts);
  if (!world.start(std::chrono::minutes(2))) return fmt::print(stderr, "{}\n", world.log()), 1;
  bench::View view(world.data());
  const auto stored = [&] { return view.integer("SELECT COUNT(*) FROM orders"); };
  testing::until([&] { return stored() > first / 2; }, std::chrono::minutes(5));
  bench::inject(world, orders - first, accounts);

  // Amazon's rate lets each store pull once a minute; asked for in turn, some call is due at every moment.
  std::atomic<bool> over{false};
  std::thread asking([&] {
    for (int i = 0; !over; ++i)
      world.post(fmt::format("/v1/accounts/acme{}/stores/us-main/run?flow=orders", i % accounts + 1));
  });
  build_anew(plugins / "amazon.so");
  const auto from = std::chrono::steady_clock::now();
  const auto said = world.post("/v1/plugins/amazon/reload");
  const auto took = std::chrono::steady_clock::now() - from;
  std::this_thread::sleep_for(std::chrono::seconds(5));
  over = true;
  asking.join();
  if (text_at(said, "status") != "swapped") return fmt::print(stderr, "{}\n", json::serialize(said)), 1;
  std::string gap;
  testing::until([&] { return !(gap = gap_in(world.log())).empty(); }, std::chrono::minutes(3));
  testing::until([&] { return stored() >= orders; }, std::chrono::minutes(5));
  const auto came = stored();
  const auto different = view.integer("SELECT COUNT(DISTINCT channel_order_id) FROM orders");
  world.stop();
  fs::remove_all(plugins);

  fmt::print("{} of {} orders stored, {} different ones; accounts: {}\n", came, orders, different, accounts);
  bench::say("last call in the old version to first in the new", gap.empty() ? NAN : std::stod(gap), "ms",
             "negative: before the last one ended");
  bench::say("reload asked until the new version takes calls", std::chrono::duration<double, std::milli>(took).count(), "ms",
             "all accounts judged, and loaded again");
  return came == orders && different == orders && !gap.empty() ? 0 : 1;
}
