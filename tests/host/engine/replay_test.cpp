// Which orders a plan replays where all of them would be too many.
#include <gmock/gmock.h>

#include "host/engine/replay.hpp"

namespace fairway::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Evenly, TakesAllWhereThereAreNoMore) {
  EXPECT_THAT(evenly({9, 8, 7}, 3), ElementsAre(9, 8, 7));
  EXPECT_THAT(evenly({9, 8, 7}, 10), ElementsAre(9, 8, 7));
  EXPECT_THAT(evenly({}, 10), IsEmpty());
}

TEST(Evenly, SpreadsWhatItTakesOverTheWholeList) {
  EXPECT_THAT(evenly({1, 2, 3, 4, 5, 6, 7, 8}, 4), ElementsAre(2, 4, 6, 8));
  EXPECT_THAT(evenly({1, 2, 3, 4, 5}, 2), ElementsAre(3, 5));
  EXPECT_THAT(evenly({1, 2, 3, 4, 5}, 0), IsEmpty());
  std::vector<std::int64_t> many(1000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<std::int64_t>(i);
  const auto some = evenly(many, 333);
  ASSERT_EQ(some.size(), 333u);
  for (std::size_t i = 1; i < some.size(); ++i) EXPECT_LE(some[i] - some[i - 1], 4);
}

}  // namespace
}  // namespace fairway::engine
