// Which orders a plan replays where all of them would be too many, and how two fates of one differ.
#include <gmock/gmock.h>

#include <numeric>
#include <random>

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

TEST(Shares, GivesShortListsAllAndLongOnesTheSame) {
  EXPECT_THAT(shares({40, 4, 30, 0}, 25), ElementsAre(11, 4, 10, 0));
  EXPECT_THAT(shares({3, 3}, 10), ElementsAre(3, 3));
  EXPECT_THAT(shares({5, 5, 5}, 2), ElementsAre(0, 1, 1));
  EXPECT_THAT(shares({}, 7), IsEmpty());
}

// HST-2: whatever the lists, as many as may be are taken, never more, and none is cut short for a longer one.
TEST(Shares, AreAsManyAsMayBeAndFair) {
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::size_t> sizes(random() % 12);
    for (auto& size : sizes) size = random() % 50;
    const std::size_t most = random() % 300;
    const auto taken = shares(sizes, most);
    ASSERT_EQ(taken.size(), sizes.size());
    EXPECT_EQ(std::accumulate(taken.begin(), taken.end(), std::size_t{0}),
              std::min(most, std::accumulate(sizes.begin(), sizes.end(), std::size_t{0})));
    for (std::size_t a = 0; a < sizes.size(); ++a) {
      EXPECT_LE(taken[a], sizes[a]);
      for (std::size_t b = 0; b < sizes.size(); ++b) EXPECT_TRUE(taken[a] == sizes[a] || taken[b] <= taken[a] + 1);
    }
  }
}

Fate sent(const char* service) {
  static const config::Warehouse west{.name = "west"};
  Fate fate;
  fate.judged.verdict = flows::Judgement::Verdict::take;
  fate.decision.kind = flows::Decision::Kind::sent;
  fate.decision.service = service;
  fate.decision.parts = {{.fulfiller = &west}};
  return fate;
}

Fate with(Fate fate, const std::function<void(Fate&)>& change) {
  change(fate);
  return fate;
}

// HST-2
TEST(Effects, AreTheFirstThingThatDiffersOnTheWayOfAnOrder) {
  const auto ground = sent("Ground"), air = sent("Air");
  const auto passed = with(ground, [](Fate& fate) { fate.judged = {flows::Judgement::Verdict::pass_over, "", "within"}; });
  const auto unpaid = with(ground, [](Fate& fate) { fate.judged.verdict = flows::Judgement::Verdict::reserve; });
  const auto off = [](Fate& fate) { fate.fetched = false; };
  const auto gone = Fate{.configured = false};
  const auto unmapped =
      with(ground, [](Fate& fate) { fate.decision = {}, fate.decision.kind = flows::Decision::Kind::unmapped; });
  EXPECT_THAT(effects_of(ground, ground), IsEmpty());
  EXPECT_THAT(effects_of(ground, air), ElementsAre(Effect::service));
  EXPECT_THAT(effects_of(ground, passed), ElementsAre(Effect::passed_within));
  EXPECT_THAT(effects_of(passed, passed), IsEmpty());
  EXPECT_THAT(effects_of(passed, air), ElementsAre(Effect::taken_on));
  EXPECT_THAT(effects_of(passed, unmapped), ElementsAre(Effect::taken_on, Effect::unmapped));
  EXPECT_THAT(effects_of(passed, unpaid), ElementsAre(Effect::reserved));
  EXPECT_THAT(effects_of(ground, unpaid), ElementsAre(Effect::reserved));
  EXPECT_THAT(effects_of(unpaid, air), ElementsAre(Effect::unreserved, Effect::service));
  EXPECT_THAT(effects_of(ground, with(ground, off)), ElementsAre(Effect::not_fetched));
  EXPECT_THAT(effects_of(passed, with(ground, off)), IsEmpty());
  EXPECT_THAT(effects_of(with(ground, off), air), ElementsAre(Effect::fetched));
  EXPECT_THAT(effects_of(with(ground, off), passed), IsEmpty());
  EXPECT_THAT(effects_of(with(ground, off), with(air, off)), ElementsAre(Effect::service)) << "it may be under way";
  EXPECT_THAT(effects_of(ground, gone), ElementsAre(Effect::parked));
  EXPECT_THAT(effects_of(passed, gone), IsEmpty());
  EXPECT_THAT(effects_of(gone, ground), ElementsAre(Effect::resumed));
}

TEST(Effects, AreEachSaidByTheirOwnName) {
  std::set<std::string_view> names;
  for (auto i = 0; i <= static_cast<int>(Effect::failed); ++i) names.insert(name_of(static_cast<Effect>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Effect::failed) + 1);
  EXPECT_EQ(name_of(Effect::taken_on), "taken-on");
  EXPECT_EQ(name_of(Effect::failed), "failed");
}

}  // namespace
}  // namespace fairway::engine
