#include "tests/host/ledger/support.hpp"

namespace fairway::ledger::test {
namespace {

using namespace std::chrono_literals;
const Group kSubmit{"acme", "submit", "west"};

struct JobTest : LedgerTest {
  Status add(const std::string& key, Instant due, std::optional<Millis> every = {}) {
    return write([&](storage::Transaction& tx) { return enqueue(tx, {{kSubmit, key, 1, "", due, every}}, kStart); });
  }
  std::vector<Job> take(Instant now, std::int64_t epoch = 1, std::size_t most = 20) {
    return must(write([&](storage::Transaction& tx) { return claim(tx, kSubmit, epoch, now, most); }));
  }
  Status end(const std::vector<Job>& jobs, const Outcome& outcome, std::int64_t epoch = 1, Instant now = kStart) {
    return write([&](storage::Transaction& tx) {
      return settle(tx, jobs, std::vector<Outcome>(jobs.size(), outcome), epoch, now, 0);
    });
  }
  std::string state_of(const std::string& key) {
    auto tx = must(db->read());
    auto rows = must(tx->query("SELECT state FROM job WHERE key = ?", {key}));
    return rows.empty() ? "gone" : rows.text(0, 0);
  }
  std::optional<Instant> due() { return must(due_at(*must(db->read()), kSubmit)); }
};

TEST_F(JobTest, TheSameKeyIsOneJobDueAtTheEarlierTime) {
  must(add("a", kStart + 10min));
  must(add("a", kStart + 1min));
  must(add("a", kStart + 5min));
  EXPECT_EQ(due(), kStart + 1min);
  EXPECT_TRUE(take(kStart).empty());
  EXPECT_EQ(take(kStart + 1min).size(), 1u);
}

TEST_F(JobTest, DoneIsGoneAndRecurringIsDueAgain) {  // HST-4, HST-6
  must(add("once", kStart));
  must(add("often", kStart, 30s));
  must(end(take(kStart), {}));
  EXPECT_EQ(state_of("once"), "gone");
  EXPECT_EQ(due(), kStart + 30s);
}

TEST_F(JobTest, WhatIsQueuedWhileItRunsRunsAgain) {
  must(add("a", kStart));
  const auto jobs = take(kStart);
  must(add("a", kStart + 3s));
  EXPECT_TRUE(take(kStart + 1min).empty()) << "one at a time";
  must(end(jobs, {}));
  EXPECT_EQ(due(), kStart + 3s) << "the word that came meanwhile is not lost";
}

TEST_F(JobTest, ATryThatFailedGoesAlone) {  // HST-13: one that poisons its batch convicts itself
  for (const auto* key : {"a", "b", "c"}) must(add(key, kStart));
  const auto jobs = take(kStart);
  ASSERT_EQ(jobs.size(), 3u);
  EXPECT_EQ(jobs[0].tries, 1);
  must(end(jobs, {Failure{FW_E_INTERNAL, "crashed"}, {}}));
  for (int i = 0; i < 3; ++i) {
    const auto alone = take(kStart + 1h);
    ASSERT_EQ(alone.size(), 1u);
    EXPECT_EQ(alone[0].tries, 2) << "an earlier try may have had its effect";
    must(end(alone, {}));
  }
}

TEST_F(JobTest, TheFenceKeepsAnOldOwnerFromSettling) {  // the lease: two hosts never both settle
  must(add("a", kStart));
  const auto held_by_1 = take(kStart, 1);
  EXPECT_EQ(must(write([&](storage::Transaction& tx) { return reclaim(tx, 2, kStart); })), 1);
  const auto held_by_2 = take(kStart, 2);
  ASSERT_EQ(held_by_2.size(), 1u);
  const auto late = end(held_by_1, {}, 1);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, FW_E_CANCELLED);
  EXPECT_EQ(state_of("a"), "running") << "nothing of the late owner counts";
  EXPECT_TRUE(end(held_by_2, {}, 2));
}

TEST_F(JobTest, ADeadOneComesBackToLifeWhenQueuedAgain) {  // HST-6
  must(add("a", kStart));
  must(end(take(kStart), {Failure{FW_E_REJECTED, "no such SKU"}, {}}));
  EXPECT_EQ(state_of("a"), "dead");
  EXPECT_TRUE(take(kStart + 24h).empty());
  must(add("a", kStart + 1s));
  const auto jobs = take(kStart + 1s);
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].attempts, 0);
}

struct Case {
  fw_rc code;
  std::int64_t attempts;
  bool recurring, dead, counts;
};
TEST(Verdict, FollowsTheCodesTable) {  // HST-6: the error code decides the retry
  for (const auto& c : {Case{FW_E_CANCELLED, 50, false, false, false}, Case{FW_E_THROTTLED, 50, false, false, false},
                        Case{FW_E_AUTH, 50, false, false, true}, Case{FW_E_CONFIG, 50, false, false, true},
                        Case{FW_E_UNAVAILABLE, 0, false, false, true}, Case{FW_E_UNAVAILABLE, 119, false, true, true},
                        Case{FW_E_UNAVAILABLE, 119, true, false, true}, Case{FW_E_REJECTED, 0, false, true, true},
                        Case{FW_E_INTERNAL, 0, false, false, true}, Case{FW_E_INTERNAL, 1, false, true, true},
                        Case{-77, 1, false, true, true}, Case{FW_E_INTERNAL, 9, true, false, true}}) {
    const auto verdict = judge({c.code, ""}, c.attempts, c.recurring, 0.5);
    EXPECT_EQ(verdict.dead, c.dead) << code_name(c.code) << c.attempts;
    EXPECT_EQ(verdict.counts, c.counts) << code_name(c.code);
    EXPECT_GT(verdict.wait.count(), 0) << "a retry at once would spin";
  }
  EXPECT_EQ(judge({FW_E_THROTTLED, "", "", 90s}, 0, false, 0).wait, 90s);
  EXPECT_LE(judge({FW_E_UNAVAILABLE, ""}, 60, false, 0.99).wait, 15min);
}

}  // namespace
}  // namespace fairway::ledger::test
