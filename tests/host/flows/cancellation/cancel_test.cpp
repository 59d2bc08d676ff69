// Orders and lines that are given up: by the buyer's wish or a person, the warehouse asked first, the channel told. (ORD-10, ORD-16)
#include <gmock/gmock.h>

#include "tests/host/flows/cancellation/cancel_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(CancelTest, ADeclinedRequestHoldsTheOrderNoMoreUntilTheBuyerAsksForMore) {
  auto asked = two("1");
  asked.lines[0].cancel_requested = true;
  must(arrive({asked}));
  EXPECT_EQ(state("1"), "held");
  EXPECT_EQ(findings("cancellation"), 1);
  auto c = context();
  must(release(c, "acme", stored("1").id, kPerson));
  EXPECT_EQ(findings("cancellation"), 0);
  must(arrive({later(asked, [](Order& o) { o.ship_service = "Other"; })}));
  EXPECT_EQ(state("1"), "received") << "the same request";
  must(arrive({later(asked, [](Order& o) { o.lines[1].cancel_requested = true; })}));
  EXPECT_EQ(state("1"), "held") << "the other line too";
  must(release(c, "acme", stored("1").id, kPerson));
  must(arrive({later(asked, [](Order& o) { o.lines[0].cancel_requested = false; })}));
  must(arrive({later(asked, [](Order&) {})}));
  EXPECT_EQ(state("1"), "held") << "taken back, and asked again";
}

TEST_F(CancelTest, AnOrderHeldForOneLineGoesOnOnceThatLineIsCancelled) {
  auto asked = two("1");
  asked.lines[0].cancel_requested = true;
  must(arrive({asked}));
  EXPECT_EQ(state("1"), "held");
  must(give_up("1", {.lines = {{"L1", {}}}}));
  EXPECT_EQ(state("1"), "received");
  EXPECT_EQ(findings("cancellation"), 0);
  EXPECT_EQ(text("SELECT reason FROM cancellation"), "buyer-cancelled");
  must(run("map"));
  must(run("submit"));
  ASSERT_EQ(sent<FulfilmentOrder>().size(), 1u);
  EXPECT_EQ(sent<FulfilmentOrder>()[0].lines.size(), 1u);
}

TEST_F(CancelTest, ARequestForWhatTheWarehouseHasIsAFindingThatAReleaseDeclines) {
  submitted("1");
  must(arrive({later(two("1"), [](Order& o) { o.lines[0].cancel_requested = o.lines[1].cancel_requested = true; })}));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(findings("cancellation"), 1);
  auto c = context();
  must(release(c, "acme", stored("1").id, kPerson));
  EXPECT_EQ(findings("cancellation"), 0);
  EXPECT_THAT(events("1"), Contains("cancellation-declined"));
  EXPECT_FALSE(release(c, "acme", stored("1").id, kPerson)) << "once";
}

TEST_F(CancelTest, TheRuleAsksTheWarehouseFirstAndTellsTheChannelOnceItAgrees) {
  accept_by_rule();
  submitted("1");
  const auto asked = later(two("1"), [](Order& o) { o.lines[0].cancel_requested = o.lines[1].cancel_requested = true; });
  must(arrive({asked}));
  (void)run("tell-cancelled");
  EXPECT_THAT(sent<OrderCancellation>(), IsEmpty()) << "not before the warehouse agrees";
  must(run("cancel"));
  EXPECT_EQ(state("1"), "cancelled");
  must(run("tell-cancelled"));
  const auto documents = sent<OrderCancellation>();
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_EQ(documents[0].reason.text(), "buyer-cancelled");
  EXPECT_TRUE(documents[0].whole);
  EXPECT_EQ(documents[0].lines.size(), 2u);
  EXPECT_EQ(told(), "told");
  EXPECT_THAT(text("SELECT cause FROM order_event WHERE type = 'notice' AND data LIKE '%asked not to ship%'"),
              HasSubstr("accounts/acme.yaml:17"));
  must(arrive({later(asked, [](Order& o) { o.status = OrderStatus::cancelled; })}));
  EXPECT_EQ(told(), "verified");
}

TEST_F(CancelTest, WhatTheWarehouseRefusesToCancelGoesOnAndTheChannelIsNotTold) {
  accept_by_rule();
  submitted("1");
  script.push = [](const plugins::PushItem& item) -> plugins::PushResult {
    if (item.document.schema == Cancellation::kSchema) return {fail(FW_E_REJECTED, "it is packed"), ""};
    return {{}, "R"};
  };
  must(arrive({later(two("1"), [](Order& o) { o.lines[0].cancel_requested = o.lines[1].cancel_requested = true; })}));
  must(run("cancel"));
  (void)run("tell-cancelled");
  EXPECT_EQ(told(), "moot");
  EXPECT_THAT(sent<OrderCancellation>(), IsEmpty());
  EXPECT_THAT(events("1"), Contains("cancellation-refused"));
  ship("1", {});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(CancelTest, ALineThatNobodyHasYetIsLeftOutAndTheRestGoesOn) {
  routed("1");
  must(give_up("1", {.reason = "no-inventory", .lines = {{"SKU-1", {}}}}));
  must(run("submit"));
  const auto orders = sent<FulfilmentOrder>();
  ASSERT_EQ(orders.size(), 1u);
  ASSERT_EQ(orders[0].lines.size(), 1u);
  EXPECT_EQ(orders[0].lines[0].sku, "SKU-2");
  must(run("tell-cancelled"));
  ASSERT_EQ(sent<OrderCancellation>().size(), 1u);
  EXPECT_EQ(sent<OrderCancellation>()[0].lines.at(0).line_id, "L1");
  EXPECT_FALSE(sent<OrderCancellation>()[0].whole);
  must(arrive({later(two("1"), [](Order& o) { o.lines[0].quantity_cancelled = 2; })}));
  EXPECT_EQ(told(), "verified");
  EXPECT_FALSE(give_up("1", {.lines = {{"SKU-1", {}}}})) << "nothing is left of it";
}

TEST_F(CancelTest, ALineOfAnOrderThatIsNotMappedYetStaysOutWhenItIs) {
  must(arrive({two("1")}));
  must(give_up("1", {.lines = {{"L2", {}}}}));
  must(run("map"));
  must(run("submit"));
  ASSERT_EQ(sent<FulfilmentOrder>().size(), 1u);
  EXPECT_EQ(sent<FulfilmentOrder>()[0].lines.size(), 1u);
  EXPECT_EQ(sent<FulfilmentOrder>()[0].lines[0].line_id, "L1");
}

TEST_F(CancelTest, WithItsLastLineAnOrderIsCancelled) {
  routed("1");
  must(give_up("1", {.lines = {{"L1", {}}}}));
  must(give_up("1", {.lines = {{"L2", {}}}}));
  EXPECT_EQ(state("1"), "cancelled");
  must(run("submit"));
  EXPECT_THAT(sent<FulfilmentOrder>(), IsEmpty());
}

TEST_F(CancelTest, ALineThatTheWarehouseHasIsAskedBackAndTheRestIsSentAgain) {
  submitted("1");
  must(give_up("1", {.reason = "no-inventory", .lines = {{"L1", {}}}}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 cancelled,1-2 routed");
  must(run("submit"));
  const auto orders = sent<FulfilmentOrder>();
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].reference, "1-2");
  EXPECT_EQ(orders[0].lines.size(), 1u);
  EXPECT_EQ(orders[0].lines[0].line_id, "L2");
  must(run("tell-cancelled"));
  ASSERT_EQ(sent<OrderCancellation>().size(), 1u);
  EXPECT_EQ(sent<OrderCancellation>()[0].lines.at(0).line_id, "L1");
  ship("1-2", {});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(CancelTest, ALineThatTheWarehouseKeepsShipsWithTheRest) {
  submitted("1");
  script.push = [](const plugins::PushItem&) -> plugins::PushResult { return {fail(FW_E_REJECTED, "it is packed"), ""}; };
  must(give_up("1", {.lines = {{"L1", {}}}}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 submitted");
  EXPECT_EQ(told(), "moot");
  script.push = nullptr;
  ship("1", {});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

// The warehouse refuses the order while some of it is asked back: the rest is tried again, and not lost.
TEST_F(CancelTest, TheRestOfAPartThatWasRefusedMeanwhileGoesOut) {
  routed("1");
  script.push = [&](const plugins::PushItem& item) -> plugins::PushResult {
    if (item.document.key != "1") return {{}, "R"};
    must(give_up("1", {.lines = {{"L1", {}}}}));
    return {fail(FW_E_REJECTED, "no SKU-1 here"), ""};
  };
  must(run("submit"));
  EXPECT_EQ(parts(), "1 cancelled,1-2 routed");
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(sent<FulfilmentOrder>().back().lines.size(), 1u);
  must(run("tell-cancelled"));
  EXPECT_EQ(sent<OrderCancellation>().size(), 1u);
}

TEST_F(CancelTest, WhatHasShippedIsNotCancelled) {
  submitted("1");
  ship("1", {{"L1", "SKU-1", 2}});
  const auto shipped = give_up("1", {.lines = {{"L1", {}}}});
  ASSERT_FALSE(shipped);
  EXPECT_EQ(shipped.error().code, FW_E_REJECTED);
  EXPECT_THAT(shipped.error().message, HasSubstr("it has shipped"));
}

TEST_F(CancelTest, ReasonsAndLinesThatAreNotKnownAreRefusedWithTheNearest) {
  routed("1");
  const auto reason = give_up("1", {.reason = "no-inventry"});
  ASSERT_FALSE(reason);
  EXPECT_THAT(reason.error().message, HasSubstr("did you mean \"no-inventory\"?"));
  const auto line = give_up("1", {.lines = {{"SKU-3", {}}}});
  ASSERT_FALSE(line);
  EXPECT_THAT(line.error().message, HasSubstr("did you mean \"SKU-"));
  const auto part = give_up("1", {.lines = {{"L1", 1}}});
  ASSERT_FALSE(part) << "this channel is told of whole lines";
  EXPECT_THAT(part.error().message, HasSubstr("whole lines only"));
  EXPECT_EQ(state("1"), "routed");
  must(give_up("1", {.reason = "the customer rang up"}));
  EXPECT_EQ(text("SELECT reason FROM cancellation"), "general");
  EXPECT_EQ(stored("1").reason, "the customer rang up");
}

TEST_F(CancelTest, UnitsOfALineAreCancelledWhereTheChannelIsNotTold) {
  auto& pushes = catalogue.plugins["amazon"].description.manifest.pushes;
  pushes.pop_back();
  submitted("1");
  must(give_up("1", {.lines = {{"L1", 1}}}));
  must(run("cancel"));
  must(run("submit"));
  ASSERT_EQ(sent<FulfilmentOrder>().size(), 1u);
  EXPECT_EQ(sent<FulfilmentOrder>()[0].lines.at(0).quantity, 1);
  EXPECT_EQ(told(), "moot");
  EXPECT_THAT(text("SELECT data FROM order_event WHERE type = 'notice' ORDER BY id DESC"), HasSubstr("cancel it there too"));
}

TEST_F(CancelTest, AMessageWhoseEndNobodyKnowsIsSentAgainAndThenShown) {
  routed("1");
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("tell-cancelled"));
  answer("warning", "the feed was given up");
  EXPECT_EQ(told(), "due");
  for (int again = 0; again < 2; ++again) {
    clock.advance(15min);
    must(run("tell-cancelled"));
    EXPECT_EQ(told(), "told");
    answer("warning", "the feed was given up");
  }
  EXPECT_EQ(told(), "refused") << "three in all";
  EXPECT_EQ(findings("cancellation-refused"), 1);
  auto c = context();
  must(retry(c, "acme", stored("1").id, kPerson));
  EXPECT_EQ(findings("cancellation-refused"), 0);
  must(run("tell-cancelled"));
  answer("error", "the order cannot be cancelled");
  EXPECT_EQ(told(), "refused");
  EXPECT_EQ(findings("cancellation-refused"), 1);
  must(arrive({later(two("1"), [](Order& o) { o.status = OrderStatus::cancelled; })}));
  EXPECT_EQ(told(), "verified") << "whatever it answered, it shows it";
  EXPECT_EQ(findings("cancellation-refused"), 0);
}

TEST_F(CancelTest, AnAnswerThatIsLostIsToldAgainAsPerhapsKnown) {
  routed("1");
  must(give_up("1", {.reason = "no-inventory"}));
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_UNAVAILABLE, "reset"), ""}; };
  (void)run("tell-cancelled");
  EXPECT_EQ(told(), "telling");
  script.push = nullptr;
  clock.advance(1h);
  must(run("tell-cancelled"));
  EXPECT_EQ(told(), "told");
  EXPECT_TRUE(script.pushed.back().maybe_sent);
}

TEST_F(CancelTest, ADayWithoutBeingShownIsAFinding) {
  routed("1");
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("tell-cancelled"));
  clock.advance(25h);
  must(db->transact([&](storage::Transaction& tx) { return ledger::enqueue(tx, host_schedule(clock.now()), clock.now()); }));
  must(run("deadlines"));
  EXPECT_EQ(findings("cancellation-refused"), 1);
}

// Its job is gone, whatever took it: nobody would tell it again, and nobody would know.
TEST_F(CancelTest, AMessageThatNobodyTellsAnyMoreIsAFindingAfterADay) {
  routed("1");
  must(give_up("1", {.reason = "no-inventory"}));
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_UNAVAILABLE, "reset"), ""}; };
  (void)run("tell-cancelled");
  const auto a_day_later = [&] {
    clock.advance(25h);
    must(db->transact(
        [&](storage::Transaction& tx) { return ledger::enqueue(tx, host_schedule(clock.now()), clock.now()); }));
    must(run("deadlines"));
    return findings("cancellation-refused");
  };
  EXPECT_EQ(a_day_later(), 0) << "it is tried still";
  must(db->transact(
      [&](storage::Transaction& tx) { return ledger::done(tx.execute("DELETE FROM job WHERE kind = 'tell-cancelled'")); }));
  EXPECT_EQ(a_day_later(), 1);
  EXPECT_EQ(told(), "refused");
}

TEST_F(CancelTest, AParcelOfWhatIsGivenUpIsConfirmedWhereTheChannelWasNotTold) {
  submitted("1");
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("cancel"));
  EXPECT_EQ(state("1"), "cancelled");
  ship("1", {});
  EXPECT_EQ(told(), "moot");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_THAT(sent<OrderCancellation>(), IsEmpty());
  EXPECT_EQ(findings("shipped-all-the-same"), 1);
}

TEST_F(CancelTest, AParcelOfWhatTheChannelWasToldWaitsForWhatItShows) {
  submitted("1");
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("cancel"));
  must(run("tell-cancelled"));
  ship("1", {});
  (void)run("confirm");
  EXPECT_THAT(sent<Shipment>(), IsEmpty()) << "it may be cancelled there";
  must(arrive({later(two("1"), [](Order& o) { o.status = OrderStatus::cancelled; })}));
  clock.advance(10min);
  must(run("confirm"));
  EXPECT_THAT(sent<Shipment>(), IsEmpty()) << "it is";
  EXPECT_EQ(text("SELECT state FROM shipment"), "not-needed");
  EXPECT_EQ(state("1"), "cancelled");
}

}  // namespace
}  // namespace fairway::flows::test
