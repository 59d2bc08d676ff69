// WMS-2: numbers for plugins, whoever asks and how many at once.
#include "host/engine/services.hpp"

#include <set>
#include <thread>

#include "host/engine/current_catalogue.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

TEST(HostNumbers, AskedForFromTwoThreadsAreNeverTheSame) {
  Folder folder;
  const auto db = open_in(folder);
  const auto vault = must(storage::open_vault(folder.path));
  const SystemClock clock;
  CurrentCatalogue catalogue{Catalogue{}};
  Rates rates(catalogue, clock, true);
  Tokens tokens(*db, *vault, catalogue, clock);
  HostServices services(*db, rates, tokens);
  constexpr std::uint64_t kEach = 100, kCount = 3;
  std::array<std::vector<std::uint64_t>, 2> got;
  std::vector<std::thread> threads;
  for (auto& mine : got)
    threads.emplace_back([&] {
      for (std::uint64_t i = 0; i < kEach; ++i) {
        const auto first = services.numbers("wms-x12", "control", kCount);
        if (!first) return;
        for (std::uint64_t n = 0; n < kCount; ++n) mine.push_back(*first + n);
      }
    });
  for (auto& thread : threads) thread.join();
  std::set<std::uint64_t> all;
  for (const auto& mine : got) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 2 * kEach * kCount);
  EXPECT_EQ(*all.rbegin(), 2 * kEach * kCount);
}

}  // namespace
}  // namespace fairway::engine::test
