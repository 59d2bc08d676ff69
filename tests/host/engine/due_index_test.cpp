#include "host/engine/due_index.hpp"

#include <gtest/gtest.h>

#include <random>

namespace fairway::engine {
namespace {

using ledger::Group;

Instant at(int second) { return Instant(std::chrono::seconds(1'000'000 + second)); }
Group group(const std::string& account, const std::string& kind = "map", const std::string& target = {}) {
  return {account, kind, target};
}

TEST(DueIndex, GivesNothingBeforeItIsDue) {
  DueIndex index(4);
  index.wake(group("a"), at(10));
  EXPECT_FALSE(index.take(at(9)));
  EXPECT_EQ(index.next_head(), at(10));
  EXPECT_TRUE(index.idle(at(9)));
  EXPECT_FALSE(index.idle(at(10)));
  EXPECT_EQ(index.take(at(10)), group("a"));
}

TEST(DueIndex, HasAGroupInHandOnce) {
  DueIndex index(4);
  index.wake(group("a"), at(0));
  ASSERT_TRUE(index.take(at(0)));
  index.wake(group("a"), at(0));
  EXPECT_FALSE(index.take(at(5)));
  index.release(group("a"), std::nullopt);
  EXPECT_EQ(index.take(at(5)), group("a"));  // what was said meanwhile counts
  index.release(group("a"), std::nullopt);
  EXPECT_TRUE(index.idle(at(1000)));
}

TEST(DueIndex, ForgetsWhatTheDatabaseHasToldAlready) {
  DueIndex index(4);
  index.wake(group("a"), at(0));
  index.take(at(0));
  index.wake(group("a"), at(0));
  index.forget_words(group("a"));
  index.release(group("a"), at(60));
  EXPECT_FALSE(index.take(at(59)));
  EXPECT_TRUE(index.take(at(60)));
}

TEST(DueIndex, TheEarliestWordCounts) {
  DueIndex index(4);
  index.wake(group("a"), at(50));
  index.wake(group("a"), at(20));
  index.wake(group("a"), at(90));
  EXPECT_EQ(index.next_head(), at(20));
}

TEST(DueIndex, TakesAccountsInTurn) {
  DueIndex index(8);
  for (const auto* kind : {"1", "2", "3"}) index.wake(group("big", kind), at(0));
  index.wake(group("small", "1"), at(5));
  index.wake(group("tiny", "1"), at(6));
  std::vector<std::string> order;
  while (auto next = index.take(at(10))) order.push_back(next->account);
  EXPECT_EQ(order, (std::vector<std::string>{"big", "small", "tiny", "big", "big"}));
}

TEST(DueIndex, OneAccountNeverHoldsMoreThanItsShare) {
  DueIndex index(2);
  for (const auto* kind : {"1", "2", "3"}) index.wake(group("big", kind), at(0));
  EXPECT_TRUE(index.take(at(0)));
  EXPECT_TRUE(index.take(at(0)));
  EXPECT_FALSE(index.take(at(0)));
  index.wake(group("other"), at(0));
  EXPECT_EQ(index.take(at(0)), group("other"));
  index.release(group("big", "1"), std::nullopt);
  EXPECT_EQ(index.take(at(0)), group("big", "3"));
}

TEST(DueIndex, WhatAPersonWaitsForGoesFirstAndOverTheShare) {
  DueIndex index(1);
  index.wake(group("a", "import"), at(0));
  index.wake(group("b"), at(0));
  ASSERT_EQ(index.take(at(0)), group("a", "import"));
  index.wake(group("a", "orders"), kUrgent);
  EXPECT_EQ(index.take(at(0)), group("a", "orders"));
  EXPECT_EQ(index.take(at(0)), group("b"));
}

TEST(DueIndex, AClockThatStepsBackMakesNothingDueTwice) {
  DueIndex index(4);
  index.wake(group("a"), at(100));
  ASSERT_TRUE(index.take(at(100)));
  EXPECT_FALSE(index.take(at(40)));
  index.release(group("a"), at(90));
  EXPECT_FALSE(index.take(at(41)));
  EXPECT_TRUE(index.take(at(90)));
}

// HST-2: a hold stops what it names and nothing beside it.
TEST(DueIndex, OfAHeldTargetNothingIsTakenOthersOfTheAccountGoOn) {
  DueIndex index(4);
  index.wake(group("a", "orders", "us"), at(0));
  index.wake(group("a", "orders", "ca"), at(1));
  index.hold("a", {"us"});
  EXPECT_EQ(index.take(at(5)), group("a", "orders", "ca"));
  EXPECT_FALSE(index.take(at(5)));
  EXPECT_EQ(index.in_hand("a", {"us"}), 0u);
  EXPECT_EQ(index.in_hand("a", {"ca"}), 1u);
  EXPECT_EQ(index.in_hand("a", {}), 1u);
  index.hold("a", {});
  index.unhold("a", {"us"});
  EXPECT_FALSE(index.take(at(5)));  // the account as a whole is held still
  index.unhold("a", {});
  EXPECT_EQ(index.take(at(5)), group("a", "orders", "us"));
}

// Whatever happens in whatever order: no group twice in hand, no account over its share, nothing held is taken, nothing is
// lost.
TEST(DueIndex, KeepsItsPromisesUnderAnySequence) {
  std::mt19937 random(7);
  DueIndex index(2);
  std::map<Group, int> in_hand;
  std::map<std::string, int> by_account;
  std::set<Group> owed;
  std::vector<std::pair<std::string, DueIndex::Targets>> holds;
  const auto held = [&](const Group& one) {
    return std::any_of(holds.begin(), holds.end(), [&](const auto& hold) {
      return hold.first == one.account && (hold.second.empty() || hold.second.contains(one.target));
    });
  };
  for (int step = 0; step < 20'000; ++step) {
    const auto one = group(std::string(1, static_cast<char>('a' + random() % 4)), std::to_string(random() % 5),
                           random() % 2 == 0 ? "us" : "ca");
    const auto now = at(step);
    if (random() % 2 == 0) {
      index.wake(one, at(step + static_cast<int>(random() % 20)));
      owed.insert(one);
    } else if (const auto taken = index.take(now)) {
      EXPECT_EQ(++in_hand[*taken], 1);
      EXPECT_LE(++by_account[taken->account], 2);
      EXPECT_FALSE(held(*taken));
      owed.erase(*taken);
    }
    if (random() % 16 == 0) {
      holds.emplace_back(one.account, random() % 3 == 0 ? DueIndex::Targets() : DueIndex::Targets{one.target});
      index.hold(holds.back().first, holds.back().second);
    }
    if (random() % 12 == 0 && !holds.empty()) {
      const auto ends = holds.begin() + static_cast<std::ptrdiff_t>(random() % holds.size());
      index.unhold(ends->first, ends->second);
      holds.erase(ends);
    }
    if (random() % 3 == 0 && !in_hand.empty()) {
      const auto done = in_hand.begin()->first;
      index.release(done, std::nullopt);
      in_hand.erase(done);
      --by_account[done.account];
    }
  }
  for (const auto& [account, targets] : holds) index.unhold(account, targets);
  for (const auto& [done, count] : in_hand) index.release(done, std::nullopt);
  while (const auto taken = index.take(at(100'000))) {
    owed.erase(*taken);
    index.release(*taken, std::nullopt);
  }
  EXPECT_TRUE(owed.empty());
  EXPECT_TRUE(index.idle(at(100'000)));
}

}  // namespace
}  // namespace fairway::engine
