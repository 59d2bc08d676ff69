#include "host/engine/runner.hpp"

#include "host/engine/owner.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

using flows::Context;
using flows::Work;
using ledger::Group;
using ledger::NewJob;
using std::chrono::seconds;

constexpr Millis kLong = std::chrono::seconds(30);  // of real time: only a failing test waits that long

// A flow is a plain function: what a test wants of it lies here while the test runs.
struct Script {
  std::function<Status(Context&, Work&)> run = [](Context&, Work&) { return Status(); };
};
Script* script = nullptr;
Status play(Context& context, Work& work) { return script->run(context, work); }

struct RunnerTest : ::testing::Test {
  RunnerTest() { script = &mine; }
  ~RunnerTest() override {
    runner.reset();
    script = nullptr;
  }

  Script mine;
  Folder folder;
  std::unique_ptr<storage::Database> db = open_in(folder);
  std::unique_ptr<storage::Vault> vault = must(storage::open_vault(folder.path));
  ManualClock clock{kStart};
  FakeSupervisor supervisor;
  Catalogue catalogue;
  Metrics metrics;
  FlowTable flows{{"one", {play, 1}}, {"many", {play, 20}}};
  std::int64_t epoch = 0;
  std::unique_ptr<Runner> runner;

  Context context() {
    return {*db,
            *vault,
            supervisor,
            catalogue,
            clock,
            std::make_shared<config::Snapshot>(),
            epoch,
            &runner->stopping(),
            [this](const Group& group, Instant at) { runner->wake(group, at); },
            [] { return 0.0; },
            metrics};
  }
  void start(std::size_t threads = 4) {
    epoch = must(take_over(*db, clock.now())).epoch;
    runner = std::make_unique<Runner>(
        *db, clock, flows, [this] { return context(); }, silent(clock), Runner::Options{threads});
    must(runner->start());
  }
  void queue(const std::vector<NewJob>& jobs) {
    must(db->transact([&](storage::Transaction& tx) { return ledger::enqueue(tx, jobs, clock.now()); }));
    for (const auto& job : jobs)
      if (runner) runner->wake(job.group, job.due);
  }
  NewJob job(const std::string& key, const std::string& account = "acme", const std::string& kind = "one",
             const std::string& target = "") {
    return {{account, kind, target}, key, 0, "", clock.now(), {}};
  }
  std::int64_t jobs(const std::string& state) { return number(*db, "SELECT COUNT(*) FROM job WHERE state = ?", {state}); }
};

TEST_F(RunnerTest, RunsWhatWasDueBeforeItStartedAndWhatComesAfter) {
  std::atomic<int> runs{0};
  mine.run = [&](Context&, Work&) {
    ++runs;
    return Status();
  };
  queue({job("a"), job("b")});
  start();
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(runs, 2);
  queue({job("c")});
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM job"), 0);  // done and settled, though the flow settled nothing
}

TEST_F(RunnerTest, ARecurringJobComesAgainAfterItsInterval) {
  std::atomic<int> runs{0};
  mine.run = [&](Context&, Work&) {
    ++runs;
    return Status();
  };
  auto tick = job("tick");
  tick.every = std::chrono::minutes(30);
  queue({tick});
  start();
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(runs, 1);
  for (int i = 2; i <= 5; ++i) {
    clock.advance(std::chrono::minutes(30));
    ASSERT_TRUE(runner->wait_idle(kLong));
    EXPECT_EQ(runs, i);
  }
}

TEST_F(RunnerTest, MissedTicksAreOneTick) {
  std::atomic<int> runs{0};
  mine.run = [&](Context&, Work&) {
    ++runs;
    return Status();
  };
  auto tick = job("tick");
  tick.every = std::chrono::minutes(1);
  queue({tick});
  start();
  ASSERT_TRUE(runner->wait_idle(kLong));
  clock.advance(std::chrono::hours(5));
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(runs, 2);
}

TEST_F(RunnerTest, WhatAFlowThrowsIsAnErrorOfTheJob) {
  mine.run = [](Context&, Work&) -> Status { throw std::logic_error("a bug"); };
  queue({job("a")});
  start();
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(look(*db, "SELECT last_code FROM job").text(0, 0), "INTERNAL");
  clock.advance(std::chrono::hours(1));
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(jobs("dead"), 1);
}

TEST_F(RunnerTest, AJobThatMustWaitHoldsNoThread) {
  std::atomic<int> runs{0};
  mine.run = [&](Context&, Work&) -> Status {
    ++runs;
    return fail(FW_E_THROTTLED, "later", {}, seconds(120));
  };
  std::vector<NewJob> all;
  for (int i = 0; i < 20; ++i) all.push_back(job(std::to_string(i), "acme", "many", std::to_string(i)));
  queue(all);
  start(1);
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(runs, 20);
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM job WHERE state = 'ready' AND attempts = 0"), 20);
  clock.advance(seconds(119));
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(runs, 20);
  clock.advance(seconds(1));
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(runs, 40);
}

// A transaction that was settled in but never committed leaves the jobs held; they must not stay so.
TEST_F(RunnerTest, JobsOfAFailedTransactionAreSettledByTheRunner) {
  std::atomic<int> runs{0};
  mine.run = [&](Context& context, Work& work) -> Status {
    if (runs++ > 0) return {};
    auto tx = must(context.db.write());
    must(work.settle_all(context, *tx, {}));
    return fail(FW_E_UNAVAILABLE, "the disk is full");
  };
  queue({job("a")});
  start();
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(jobs("ready"), 1);
  EXPECT_EQ(look(*db, "SELECT last_code FROM job").text(0, 0), "UNAVAILABLE");
  clock.advance(std::chrono::minutes(15));
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(jobs("ready"), 0);
}

TEST_F(RunnerTest, AnOlderOwnerCanNeitherClaimNorSettle) {
  std::atomic<int> runs{0};
  mine.run = [&](Context& context, Work& work) -> Status {
    ++runs;
    must(take_over(context.db, context.clock.now()));  // a second host starts meanwhile
    auto tx = must(context.db.write());
    must(tx->execute("INSERT INTO cursor (scope, cursor, updated_at) VALUES ('effect', '1', 0)"));
    if (auto settled = work.settle_all(context, *tx, {}); !settled) return settled;
    return tx->commit();
  };
  queue({job("a"), job("b", "other")});
  start(1);
  const auto until = std::chrono::steady_clock::now() + kLong;
  while (!runner->fenced() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_TRUE(runner->stop(kLong));
  runner->join();
  EXPECT_TRUE(runner->fenced());
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM cursor"), 0);  // the effect did not happen
  EXPECT_EQ(jobs("ready"), 2);                               // the new owner has both
}

TEST_F(RunnerTest, WhatWasInHandAtACrashRunsAgain) {
  queue({job("a")});
  const auto dead = must(take_over(*db, clock.now())).epoch;
  must(db->transact([&](storage::Transaction& tx) { return ledger::claim(tx, {"acme", "one", ""}, dead, clock.now(), 1); }));
  ASSERT_EQ(jobs("running"), 1);
  std::atomic<std::int64_t> tries{0};
  mine.run = [&](Context&, Work& work) {
    tries = work.jobs()[0].tries;
    return Status();
  };
  start();
  ASSERT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(tries, 2);  // the flow learns that an earlier try may have had its effect
}

TEST_F(RunnerTest, OneBatchOfAGroupAtATimeUnderStress) {
  std::mutex mutex;
  std::map<Group, int> in_hand;
  std::map<std::string, int> done;
  bool twice = false;
  mine.run = [&](Context& context, Work& work) -> Status {
    {
      std::scoped_lock lock(mutex);
      twice = twice || ++in_hand[work.group()] > 1;
    }
    std::this_thread::yield();
    auto unit = must(flows::Unit::begin(context));
    std::vector<NewJob> more;
    for (const auto& each : work.jobs())
      if (each.subject > 0)
        more.push_back({work.group(), fmt::format("{}+", each.key), each.subject - 1, "", context.clock.now(), {}});
    must(unit.enqueue(more));
    must(work.settle_all(context, unit.tx(), {}));
    {
      std::scoped_lock lock(mutex);
      for (const auto& each : work.jobs()) ++done[each.key];
      --in_hand[work.group()];
    }
    return unit.commit();
  };
  start(8);
  std::vector<std::thread> sources;
  for (int source = 0; source < 4; ++source)
    sources.emplace_back([&, source] {
      for (int i = 0; i < 50; ++i) {
        auto one = job(fmt::format("{}/{}", source, i), fmt::format("account{}", i % 3), i % 2 == 0 ? "one" : "many",
                       std::to_string(i % 2));
        one.subject = 2;
        queue({one});
      }
    });
  for (auto& source : sources) source.join();
  ASSERT_TRUE(runner->wait_idle(kLong * 4));
  EXPECT_FALSE(twice);
  EXPECT_EQ(done.size(), 600u);
  for (const auto& [key, times] : done) EXPECT_EQ(times, 1) << key;
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM job"), 0);
}

TEST_F(RunnerTest, OneAccountsLongWorkLeavesThreadsToTheOthers) {
  std::mutex mutex;
  std::condition_variable release;
  bool open = false;
  std::atomic<int> small{0};
  mine.run = [&](Context&, Work& work) -> Status {
    if (work.group().account == "small") {
      ++small;
    } else {
      std::unique_lock lock(mutex);
      release.wait(lock, [&] { return open; });
    }
    return {};
  };
  start(4);
  std::vector<NewJob> big;
  for (int i = 0; i < 12; ++i) big.push_back(job("big" + std::to_string(i), "big", "one", std::to_string(i)));
  queue(big);
  while (runner->stats().in_hand < 3) std::this_thread::yield();
  queue({job("s", "small")});
  const auto until = std::chrono::steady_clock::now() + kLong;
  while ((small == 0 || runner->stats().in_hand > 3) && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_EQ(small, 1);
  EXPECT_EQ(runner->stats().in_hand, 3u);
  {
    std::scoped_lock lock(mutex);
    open = true;
  }
  release.notify_all();
  EXPECT_TRUE(runner->wait_idle(kLong));
}

TEST_F(RunnerTest, AStopLetsWorkInHandEndAndClaimsNoMore) {
  std::mutex mutex;
  std::condition_variable begun;
  bool running = false;
  mine.run = [&](Context& context, Work&) -> Status {
    {
      std::scoped_lock lock(mutex);
      running = true;
    }
    begun.notify_all();
    while (!*context.stopping) std::this_thread::yield();
    return fail(FW_E_CANCELLED, "the host ends");
  };
  queue({job("a"), job("b")});
  start(2);
  {
    std::unique_lock lock(mutex);
    begun.wait(lock, [&] { return running; });
  }
  EXPECT_TRUE(runner->stop(kLong));
  runner->join();
  EXPECT_EQ(jobs("running"), 0);
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM job WHERE state = 'ready' AND attempts = 0"), 2);
}

TEST_F(RunnerTest, AJobOfAnUnknownKindWaitsForAVersionThatKnowsIt) {
  queue({job("a", "acme", "teleport")});
  start();
  EXPECT_TRUE(runner->wait_idle(kLong));
  EXPECT_EQ(jobs("ready"), 1);
}

}  // namespace
}  // namespace fairway::engine::test
