#include "host/storage/turn.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace fairway::storage {
namespace {

TEST(Turn, GoesInOrderOfArrival) {  // a plain mutex lets a busy writer starve the others
  Turn turn;
  ASSERT_TRUE(turn.acquire());
  std::vector<int> order;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      turn.acquire();
      order.push_back(i);  // guarded by the turn
      turn.release();
    });
    while (turn.waiting() != static_cast<std::size_t>(i + 1)) std::this_thread::yield();
  }
  turn.release();
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(order, ::testing::ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_TRUE(turn.acquire());
}

TEST(Turn, KnowsItsHolder) {
  Turn turn;
  ASSERT_TRUE(turn.acquire());
  EXPECT_FALSE(turn.acquire());
  turn.release();
  EXPECT_TRUE(turn.acquire());
}

}  // namespace
}  // namespace fairway::storage
