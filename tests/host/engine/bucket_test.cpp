#include "host/engine/bucket.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace fairway::engine {
namespace {

using std::chrono::seconds;

TEST(Bucket, GivesTheBurstAtOnceAndThenAtTheRate) {
  Bucket bucket(2, 3, 3, Millis(0));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bucket.take(Millis(0), true), Millis(0));
  const auto wait = bucket.take(Millis(0), true);
  EXPECT_EQ(wait, Millis(527));  // one token at 95 % of two a second
  EXPECT_GT(bucket.take(wait - Millis(2), true), Millis(0));
  EXPECT_EQ(bucket.take(wait, true), Millis(0));
}

TEST(Bucket, ScheduledWorkLeavesAQuarterToThosePeopleWaitFor) {
  Bucket bucket(0.0056, 20, 20, Millis(0));
  int scheduled = 0;
  while (bucket.take(Millis(0), false) == Millis(0)) ++scheduled;
  EXPECT_EQ(scheduled, 15);
  int interactive = 0;
  while (bucket.take(Millis(0), true) == Millis(0)) ++interactive;
  EXPECT_EQ(interactive, 5);
}

TEST(Bucket, OneTokenAfterAnUncleanEndIsOfUseToScheduledWork) {
  Bucket bucket(0.0056, 20, 1, Millis(0));
  EXPECT_EQ(bucket.take(Millis(0), false), Millis(0));
  EXPECT_GT(bucket.take(Millis(0), false), seconds(179));
}

TEST(Bucket, ARefusalEmptiesItForAtLeastOneTokensTime) {
  Bucket bucket(0.5, 20, 20, Millis(0));
  bucket.refused(Millis(0), Millis(0));
  EXPECT_GE(bucket.take(Millis(0), true), seconds(2));
  EXPECT_EQ(bucket.take(seconds(3), true), Millis(0));
  bucket.refused(seconds(3), seconds(60));
  EXPECT_EQ(bucket.take(seconds(3), true), seconds(60));
  EXPECT_EQ(bucket.take(seconds(63), true), Millis(0));
}

TEST(Bucket, ANonsensicalRetryAfterDoesNotCloseItForEver) {
  Bucket bucket(1, 1, 1, Millis(0));
  bucket.refused(Millis(0), Millis::max());
  EXPECT_LE(bucket.take(Millis(0), true), std::chrono::hours(24));
}

// HST-5
TEST(Bucket, LearnsTheRateAndPassesOverNonsense) {
  Bucket bucket(1, 10, 0, Millis(0));
  bucket.learn(Millis(0), 4);
  EXPECT_EQ(bucket.rate(), 4);
  for (const double bad :
       {0.0, -1.0, 1e9, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    bucket.learn(Millis(0), bad);
  EXPECT_EQ(bucket.rate(), 4);
  EXPECT_NEAR(bucket.level(seconds(1)), 3.8, 1e-9);
}

// In no window more than burst + rate × time, whoever asks and whatever is learned or refused meanwhile.
TEST(Bucket, NeverGrantsMoreThanBurstAndRate) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    std::mt19937 random(seed);
    const double rate = 0.1 + static_cast<double>(random() % 50) / 10;
    const double burst = 1 + static_cast<double>(random() % 20);
    Bucket bucket(rate, burst, burst, Millis(0));
    std::vector<std::int64_t> granted;
    Millis now{0};
    for (int i = 0; i < 800; ++i) {
      now += Millis(random() % 400);
      if (random() % 50 == 0) bucket.refused(now, Millis(random() % 500));
      if (random() % 20 == 0) bucket.learn(now, rate * (0.5 + static_cast<double>(random() % 50) / 100));
      if (bucket.take(now, random() % 2 == 0) == Millis(0)) granted.push_back(now.count());
    }
    for (std::size_t from = 0; from < granted.size(); from += 7)
      for (std::size_t to = from; to < granted.size(); to += 3) {
        const auto window = static_cast<double>(granted[to] - granted[from]) / 1000;
        ASSERT_LE(static_cast<double>(to - from + 1), burst + rate * window + 1e-6) << "seed " << seed;
      }
  }
}

// The wait that is named is enough, and not much too long.
TEST(Bucket, NamesTheWaitThatSuffices) {
  std::mt19937 random(3);
  Bucket bucket(3, 8, 8, Millis(0));
  Millis now{0};
  for (int i = 0; i < 500; ++i) {
    const bool interactive = random() % 2 == 0;
    const auto wait = bucket.take(now, interactive);
    if (wait.count() == 0) continue;
    now += wait;
    ASSERT_EQ(bucket.take(now, interactive), Millis(0));
  }
}

}  // namespace
}  // namespace fairway::engine
