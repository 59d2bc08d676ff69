// Somebody at a checkout waits: nobody is asked twice at once for one thing, and nobody waits longer than he said (OFR-9).
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "host/api/live_stock.hpp"

namespace fairway::api {
namespace {

using namespace std::chrono_literals;
using Question = LiveStock::Question;

constexpr auto kLong = std::chrono::seconds(20);  // far beyond what any of it takes

// A warehouse that answers when it is let.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  std::vector<std::vector<std::string>> calls;
  bool fails = false, first_at_once = false;
  std::set<std::string> unknown;

  void ask(const std::vector<std::string>& skus, const LiveStock::Told& told) {
    std::unique_lock lock(mutex);
    calls.push_back(skus);
    changed.notify_all();
    if (first_at_once) lock.unlock(), told({skus.front()}), lock.lock();
    changed.wait(lock, [this] { return open; });
    if (fails) return;
    std::set<std::string> known(skus.begin(), skus.end());
    for (const auto& sku : unknown) known.erase(sku);
    told(known);
  }
  void let() {
    std::scoped_lock lock(mutex);
    open = true;
    changed.notify_all();
  }
  void await_calls(std::size_t count) {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, kLong, [&] { return calls.size() >= count; }));
  }
};

struct LiveStockTest : ::testing::Test {
  std::set<Question> ask(const std::string& who, const std::vector<std::string>& skus, Millis patience = kLong) {
    std::vector<Question> questions;
    for (const auto& sku : skus) questions.push_back({"acme", who, sku});
    return live->ask(questions, patience, seats);
  }
  auto later(const std::string& who, const std::string& sku) {
    return std::async(std::launch::async, [this, who, sku] { return ask(who, {sku}).size(); });
  }
  void make(LiveStock::Options options = {}) {
    live = std::make_unique<LiveStock>(
        [this](const std::string&, const std::string& who, const std::vector<std::string>& skus, Millis left,
               const std::atomic<bool>&, const LiveStock::Told& told) {
          EXPECT_GT(left, Millis(0));
          gates[who == "east" ? 1 : 0].ask(skus, told);
        },
        clock, options);
  }
  void await_callers(std::size_t count) {
    const auto end = std::chrono::steady_clock::now() + kLong;
    while (live->taken(seats) != count) {
      ASSERT_LT(std::chrono::steady_clock::now(), end);
      std::this_thread::sleep_for(1ms);
    }
  }
  ~LiveStockTest() override {
    for (auto& gate : gates) gate.let();
  }
  SystemClock clock;
  Gate gates[2];  // west and east
  LiveStock::Seats seats{32};
  std::unique_ptr<LiveStock> live;
};

TEST_F(LiveStockTest, ManyWhoWantToKnowTheSameShareOneCall) {
  make();
  std::vector<std::future<std::size_t>> callers;
  callers.push_back(later("west", "TENT"));
  gates[0].await_calls(1);
  for (int i = 0; i < 10; ++i) callers.push_back(later("west", "TENT"));
  EXPECT_TRUE(ask("west", {"TENT"}, 50ms).empty());  // and one of them gives up
  await_callers(11);
  gates[0].let();
  for (auto& caller : callers) EXPECT_EQ(caller.get(), 1U);
  EXPECT_EQ(gates[0].calls.size(), 1U);
}

TEST_F(LiveStockTest, WhatGathersWhileOnePlaceIsBusyGoesInOneCall) {
  make({.threads = 4, .calls = 1, .batch = 3});
  auto first = later("west", "A");
  gates[0].await_calls(1);
  std::vector<std::future<std::size_t>> more;
  for (const char* sku : {"B", "C", "D", "E"}) more.push_back(later("west", sku));
  await_callers(5);
  gates[0].let();
  EXPECT_EQ(first.get(), 1U);
  for (auto& each : more) EXPECT_EQ(each.get(), 1U);
  std::vector<std::size_t> sizes;
  for (const auto& call : gates[0].calls) sizes.push_back(call.size());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 3, 1}));
}

TEST_F(LiveStockTest, ASlowPlaceHoldsUpNeitherItsCallersForLongerThanTheySaidNorAnother) {
  make({.threads = 3, .calls = 2});
  gates[1].let();
  const auto began = std::chrono::steady_clock::now();
  std::vector<Question> both{{"acme", "west", "TENT"}, {"acme", "east", "TENT"}};
  const auto answered = live->ask(both, 200ms, seats);
  EXPECT_LT(std::chrono::steady_clock::now() - began, kLong);
  EXPECT_EQ(answered, (std::set<Question>{both[1]}));
  for (const char* sku : {"A", "B", "C"}) EXPECT_EQ(ask("east", {sku}).size(), 1U) << "west has two threads only";
}

// Else one exception on a thread of ours would end the host.
TEST_F(LiveStockTest, WhoeverWaitsIsAnsweredWhereAskingThrowsAndTheNextIsAsked) {
  bool throws = true;
  LiveStock some(
      [&](const std::string&, const std::string&, const std::vector<std::string>& skus, Millis, const std::atomic<bool>&,
          const LiveStock::Told& told) {
        told({skus.front()});
        if (std::exchange(throws, false)) throw std::runtime_error("no memory");
        told({skus.begin(), skus.end()});
      },
      clock, {.threads = 1});
  const std::vector<Question> both{{"acme", "west", "A"}, {"acme", "west", "B"}};
  EXPECT_EQ(some.ask(both, kLong, seats), (std::set<Question>{both[0]})) << "what was told before counts";
  EXPECT_EQ(some.ask(both, kLong, seats).size(), 2U);
}

// One answer that hangs is no reason to keep the others of that place waiting.
TEST_F(LiveStockTest, APlaceIsAskedSeveralTimesAtOnce) {
  make({.threads = 8, .calls = 2});
  auto first = later("west", "A");
  gates[0].await_calls(1);
  auto second = later("west", "B");
  gates[0].await_calls(2);
  auto third = later("west", "C"), fourth = later("west", "D");
  await_callers(4);
  EXPECT_EQ(gates[0].calls.size(), 2U) << "but not more often than it may be";
  gates[0].let();
  for (auto* each : {&first, &second, &third, &fourth}) EXPECT_EQ(each->get(), 1U);
}

TEST_F(LiveStockTest, WhoHasHisAnswerWaitsForNoOther) {
  make({.threads = 2, .calls = 1});
  auto first = later("west", "A");
  gates[0].await_calls(1);
  std::vector<std::future<std::size_t>> more;
  for (const char* sku : {"B", "C"}) more.push_back(later("west", sku));
  await_callers(3);
  gates[0].first_at_once = true;
  gates[0].let();
  for (auto& each : more) each.wait();
  {
    std::scoped_lock lock(gates[0].mutex);
    gates[0].open = false;
  }
  EXPECT_EQ(ask("west", {"D"}).size(), 1U) << "told at once, though its call still goes on";
  gates[0].let();
  EXPECT_EQ(first.get(), 1U);
}

// Where a warehouse is asked slower than people come, one who is about to leave is not asked for before one who just came.
TEST_F(LiveStockTest, WhoCanWaitLongestIsAskedForFirst) {
  make({.threads = 1, .batch = 1});
  auto first = later("west", "A");
  gates[0].await_calls(1);
  auto soon = std::async(std::launch::async, [this] { return ask("west", {"B"}, kLong / 2).size(); });
  await_callers(2);
  auto late = later("west", "C");
  await_callers(3);
  gates[0].let();
  for (auto* each : {&first, &soon, &late}) EXPECT_EQ(each->get(), 1U);
  EXPECT_EQ(gates[0].calls, (std::vector<std::vector<std::string>>{{"A"}, {"C"}, {"B"}}));
}

TEST_F(LiveStockTest, AFailureIsNoAnswer) {
  gates[0].fails = true;
  gates[0].let();
  make();
  EXPECT_TRUE(ask("west", {"TENT"}).empty());
  gates[0].fails = false;
  EXPECT_EQ(ask("west", {"TENT"}).size(), 1U) << "and the next one asks anew";
}

TEST_F(LiveStockTest, WhatNothingIsSaidOfIsNotAnswered) {
  gates[0].unknown = {"B"};
  gates[0].let();
  make();
  EXPECT_EQ(ask("west", {"A", "B"}), (std::set<Question>{{"acme", "west", "A"}}));
}

// Made-up SKUs with a tiny deadline are not to fill the memory while a place is busy.
TEST_F(LiveStockTest, BeyondSoManyOpenOneIsToldNothingAtOnce) {
  make({.threads = 1, .open = 2});
  auto first = later("west", "A");
  gates[0].await_calls(1);
  EXPECT_TRUE(ask("west", {"B"}, 1ms).empty());
  EXPECT_TRUE(ask("west", {"C"}).empty()) << "or it would have waited for the gate";
  gates[0].let();
  EXPECT_EQ(first.get(), 1U);
}

// The API has threads for more than stock checks.
TEST_F(LiveStockTest, BeyondSoManyCallersOneIsToldNothingAtOnce) {
  make({.threads = 1});
  seats.all = 1;
  auto first = later("west", "A");
  gates[0].await_calls(1);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(ask("west", {"A"}).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - began, kLong / 2);
  LiveStock::Seats others{1};  // of another listener
  EXPECT_TRUE(live->ask({{"acme", "west", "A"}}, 1ms, others).empty());
  EXPECT_EQ(live->taken(others), 0U);
  gates[0].let();
  EXPECT_EQ(first.get(), 1U);
}

TEST_F(LiveStockTest, WhatNobodyWaitsForAnyMoreIsNotAsked) {
  make({.threads = 1});
  auto first = later("west", "A");
  gates[0].await_calls(1);
  EXPECT_TRUE(ask("west", {"B"}, 20ms).empty());
  gates[0].let();
  EXPECT_EQ(first.get(), 1U);
  EXPECT_EQ(ask("west", {"C"}).size(), 1U);
  for (const auto& call : gates[0].calls) EXPECT_NE(call.front(), "B");
}

TEST_F(LiveStockTest, TheEndSendsCallersHome) {
  make();
  auto waiting = later("west", "TENT");
  gates[0].await_calls(1);
  auto stopped = std::async(std::launch::async, [this] { live->stop(); });
  EXPECT_EQ(waiting.get(), 0U);
  gates[0].let();
  stopped.get();
  EXPECT_TRUE(ask("west", {"TENT"}).empty());
}

}  // namespace
}  // namespace fairway::api
