#include "host/engine/housekeeper.hpp"

#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

void wait_for(const std::atomic<int>& runs, int wanted) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (runs < wanted && std::chrono::steady_clock::now() < until) std::this_thread::yield();
}

TEST(Housekeeper, RunsEachChoreInItsTimeThoughOneFails) {
  ManualClock clock(kStart);
  std::atomic<int> often{0}, seldom{0};
  Housekeeper keeper({{"often", std::chrono::minutes(1),
                       [&] {
                         ++often;
                         return Status(fail(FW_E_UNAVAILABLE, "busy"));
                       }},
                      {"seldom", std::chrono::minutes(3),
                       [&] {
                         ++seldom;
                         return Status();
                       }}},
                     clock, silent(clock));
  keeper.start();
  for (int minute = 1; minute <= 6; ++minute) {
    clock.advance(std::chrono::minutes(1));
    wait_for(often, minute);
    wait_for(seldom, minute / 3);
  }
  keeper.stop();
  EXPECT_EQ(often, 6);
  EXPECT_EQ(seldom, 2);
}

}  // namespace
}  // namespace fairway::engine::test
