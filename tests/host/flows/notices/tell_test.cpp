// A channel is told what became of its orders: each event once, in order, none skipped (ORD-13).
#include <gmock/gmock.h>

#include "host/flows/notices/tell.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

struct TellTest : FlowTest {
  TellTest() {
    catalogue.plugins["amazon"].description.manifest.pushes.push_back({"notice/1", "orders", "", 2, 0, false});
    script.push = [this](const plugins::PushItem& item) {
      if (item.document.schema != Notice::kSchema) return plugins::PushResult{{}, "R"};
      if (answer) return plugins::PushResult{fail(*answer), ""};
      const auto notice = from_json<Notice>(item.document.body);
      told.push_back(notice.channel_order_id + " " + notice.kind);
      keys.push_back(item.document.key);
      messages.push_back(notice.message);
      return plugins::PushResult{{}, "evt"};
    };
  }
  Status look() {
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "tell", "us-main", kTellEvery, clock.now())}, clock.now());
    }));
    return run("tell");
  }
  void hold_and_release(const std::string& id) {
    auto c = context();
    must(hold(c, "acme", stored(id).id, "a person looks", {"ada"}));
    must(release(c, "acme", stored(id).id, {"ada"}));
  }
  std::optional<Failure> answer;
  std::vector<std::string> told, keys, messages;
};

TEST_F(TellTest, EachEventIsToldOnceInItsOrderThoughMoreThanOneBatch) {
  must(arrive({order("1"), order("2")}));
  hold_and_release("1");
  hold_and_release("2");
  must(look());
  EXPECT_EQ(told.size(), 2U);
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'tell' AND due_at <= " + fmt::format("{}", ledger::to_ms(kStart))),
            1);  // there is more
  must(look());
  must(look());
  EXPECT_THAT(told, ElementsAre("1 order-held", "1 order-released", "2 order-held", "2 order-released"));
  EXPECT_EQ(messages[0], "a person looks");
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 4U);
}

TEST_F(TellTest, WhatDidNotArriveIsToldAgainUnderItsKeyBeforeWhatCameLater) {
  must(arrive({order("1")}));
  hold_and_release("1");
  answer = Failure{FW_E_UNAVAILABLE, "no answer"};
  EXPECT_TRUE(look());  // settled by the flow: it comes again
  const auto first = script.pushed.back().document.key;
  answer.reset();
  clock.advance(1h);
  must(look());
  EXPECT_THAT(told, ElementsAre("1 order-held", "1 order-released"));
  EXPECT_THAT(keys, ::testing::Contains(first));
}

TEST_F(TellTest, ARefusalIsAnEventOfTheOrderAndStopsNobody) {
  must(arrive({order("1")}));
  hold_and_release("1");
  answer = Failure{FW_E_REJECTED, "no such order"};
  must(look());
  answer.reset();
  clock.advance(1h);
  must(look());
  EXPECT_THAT(told, IsEmpty());
  const auto events = must(ledger::events_of(*must(db->read()), stored("1").id));
  EXPECT_EQ(events.back().type, "notice");
  EXPECT_THAT(events.back().data, HasSubstr("no such order"));
}

// One that the shop never takes must not keep it from all that comes after.
TEST_F(TellTest, WhatCannotBeToldForADayIsGivenUpAndTheNextOneGoesOn) {
  must(arrive({order("1"), order("2")}));
  hold_and_release("1");
  Instant stopped{};  // the plugin goes no further than what fails
  script.push = [&, inner = script.push](const plugins::PushItem& item) {
    const auto notice = from_json<Notice>(item.document.body);
    if (notice.kind == "order-held" && notice.channel_order_id == "1") stopped = clock.now();
    if (stopped == clock.now()) return plugins::PushResult{fail(FW_E_UNAVAILABLE, "500 from the shop"), ""};
    return inner(item);
  };
  for (int hour = 0; hour < 24; ++hour) {
    must(look());
    clock.advance(1h);
  }
  EXPECT_THAT(told, IsEmpty()) << "not before its day is over";
  (void)look();
  clock.advance(1h);
  must(look());
  EXPECT_THAT(told, ElementsAre("1 order-released"));
  EXPECT_THAT(must(ledger::events_of(*must(db->read()), stored("1").id)).back().data, HasSubstr("500 from the shop"));
  EXPECT_THAT(
      text("SELECT message FROM finding WHERE kind = 'untold'"),
      ::testing::AllOf(HasSubstr("order 1"), HasSubstr("held"), HasSubstr("25 tries"), HasSubstr("500 from the shop")));
  hold_and_release("2");
  clock.advance(1h);
  must(look());
  EXPECT_THAT(told, ElementsAre("1 order-released", "2 order-held", "2 order-released"));
}

// Until somebody mends the secret nothing could be told: that is no fault of the news.
TEST_F(TellTest, AWrongSecretIsWaitedForHoweverLong) {
  must(arrive({order("1")}));
  hold_and_release("1");
  answer = Failure{FW_E_CONFIG, "no webhook-secret"};
  for (int day = 0; day < 3; ++day) {
    (void)look();
    clock.advance(24h);
  }
  answer.reset();
  must(look());
  EXPECT_THAT(told, ElementsAre("1 order-held", "1 order-released"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'untold'"), 0);
}

// The map says nothing, and the warehouse refuses: a shop learns of both.
TEST_F(TellTest, WhatHoldsAnOrderUpIsToldWithItsReason) {
  script.map = [](const ShippingQuestion&) { return plugins::Answer(R"({"service":null})"); };
  must(arrive({order("1")}));
  must(run("map"));
  must(look());
  EXPECT_THAT(told, ElementsAre("1 order-needs-mapping"));
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {.note = "changed my mind"}, {"ada"}));
  must(look());
  EXPECT_THAT(told, ElementsAre("1 order-needs-mapping", "1 order-cancelled"));
  EXPECT_EQ(messages.back(), "changed my mind");
}

TEST_F(TellTest, WhatOthersDoAndWhatWasBeforeIsNoNews) {
  must(arrive({order("1")}));
  hold_and_release("1");
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(tx.execute("UPDATE orders SET store = 'another' WHERE channel_order_id = '1'"));
  }));
  must(look());
  must(arrive({order("2")}));
  hold_and_release("2");
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::done(tx.execute("UPDATE store SET live_since = ?", {ledger::to_ms(clock.now() + 1s)}));
  }));
  must(look());
  EXPECT_THAT(told, IsEmpty());
  clock.advance(1min);
  hold_and_release("2");
  must(look());
  EXPECT_THAT(told, ElementsAre("2 order-held", "2 order-released"));
}

TEST_F(TellTest, OnlyStoresThatTakeNoticesHaveTheJob) {
  const auto jobs = [&] {
    int count = 0;
    for (const auto& job : schedule(*config->accounts.at("acme"), catalogue, kStart)) count += job.group.kind == "tell";
    return count;
  };
  EXPECT_EQ(jobs(), 1);
  catalogue.plugins["amazon"].description.manifest.pushes.pop_back();
  EXPECT_EQ(jobs(), 0);
}

}  // namespace
}  // namespace fairway::flows::test
