// Cancelling where parcels have left already, or leave all the same: what left is told as shipped and never sent again.
#include <gmock/gmock.h>

#include "host/flows/dispatch/correct.hpp"
#include "tests/host/flows/cancellation/cancel_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct CancelParcelsTest : CancelTest {
  // Of an order of two lines the first has left, and the second is to come.
  void shipped_one(const std::string& id) {
    submitted(id);
    ship(id, {{"L1", "SKU-1", 2}});
    EXPECT_EQ(state(id), "partially-shipped");
  }
  void refuse(const std::string& why, const std::string& pointer = {}) {
    script.push = [=](const plugins::PushItem& item) -> plugins::PushResult {
      if (item.document.schema == Cancellation::kSchema) return {fail(FW_E_REJECTED, why, pointer), ""};
      return {{}, "R"};
    };
  }
  std::string parcels() { return text("SELECT group_concat(state) FROM (SELECT state FROM shipment ORDER BY id)"); }
};

TEST_F(CancelParcelsTest, ALineOfAPartThatShippedInPartIsCancelledAndNothingShipsTwice) {
  shipped_one("1");
  must(give_up("1", {.reason = "no-inventory", .lines = {{"L2", {}}}}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 submitted") << "what left of it is done";
  EXPECT_EQ(state("1"), "shipped");
  must(run("submit"));
  EXPECT_THAT(sent<FulfilmentOrder>(), IsEmpty());
  must(run("tell-cancelled"));
  must(run("confirm"));
  ASSERT_EQ(sent<OrderCancellation>().size(), 1u);
  EXPECT_EQ(sent<OrderCancellation>()[0].lines.at(0).line_id, "L2");
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(CancelParcelsTest, TheUnitsOfALineThatDidNotLeaveAreSentAgainAlone) {
  submitted("1");
  ship("1", {{"L1", "SKU-1", 1}});
  must(give_up("1", {.lines = {{"L2", {}}}}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 submitted,1-2 routed");
  must(run("submit"));
  ASSERT_EQ(sent<FulfilmentOrder>().size(), 1u);
  ASSERT_EQ(sent<FulfilmentOrder>()[0].lines.size(), 1u);
  EXPECT_EQ(sent<FulfilmentOrder>()[0].lines[0].line_id, "L1");
  EXPECT_EQ(sent<FulfilmentOrder>()[0].lines[0].quantity, 1);
  EXPECT_EQ(state("1"), "partially-shipped") << "the other unit is still to come";
  ship("1-2", {});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(CancelParcelsTest, AParcelThatComesWhileTheRestIsAskedBackEndsNotTheQuestion) {
  submitted("1");
  must(give_up("1", {.lines = {{"L2", {}}}}));
  ship("1", {{"L1", "SKU-1", 2}});
  EXPECT_EQ(parts(), "1 cancelling");
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 submitted");
  EXPECT_EQ(state("1"), "shipped");
  must(run("tell-cancelled"));
  EXPECT_EQ(sent<OrderCancellation>().size(), 1u);
}

TEST_F(CancelParcelsTest, OfAnOrderThatShippedInPartTheChannelIsToldOfTheRestOnly) {
  shipped_one("1");
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("cancel"));
  EXPECT_EQ(state("1"), "shipped");
  must(run("tell-cancelled"));
  const auto documents = sent<OrderCancellation>();
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_FALSE(documents[0].whole);
  ASSERT_EQ(documents[0].lines.size(), 1u);
  EXPECT_EQ(documents[0].lines[0].line_id, "L2");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(CancelParcelsTest, TheRestThatTheWarehouseKeepsShips) {
  shipped_one("1");
  refuse("it is packed");
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("cancel"));
  EXPECT_EQ(told(), "moot");
  EXPECT_EQ(parts(), "1 submitted");
  EXPECT_EQ(state("1"), "partially-shipped");
}

TEST_F(CancelParcelsTest, TheRestOfALineIsNotToldToAChannelThatWouldCancelAllOfIt) {
  submitted("1");
  ship("1", {{"L1", "SKU-1", 1}});
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("cancel"));
  must(run("tell-cancelled"));
  ASSERT_EQ(sent<OrderCancellation>().size(), 1u);
  ASSERT_EQ(sent<OrderCancellation>()[0].lines.size(), 1u);
  EXPECT_EQ(sent<OrderCancellation>()[0].lines[0].line_id, "L2");
  EXPECT_EQ(number("SELECT COUNT(*) FROM order_event WHERE data LIKE '%cancel the rest there%'"), 1);
  EXPECT_EQ(state("1"), "shipped");
}

TEST_F(CancelParcelsTest, ALineThatIsGivenUpAndShipsAllTheSameIsConfirmedWhereTheChannelWasNotTold) {
  submitted("1");
  must(give_up("1", {.lines = {{"L1", {}}}}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 cancelled,1-2 routed");
  ship("1", {{"L1", "SKU-1", 2}});
  EXPECT_EQ(told(), "moot");
  EXPECT_EQ(parcels(), "known");
  EXPECT_EQ(findings("shipped-all-the-same"), 1);
  must(run("submit"));
  ship("1-2", {});
  must(run("confirm"));
  EXPECT_EQ(sent<Shipment>().size(), 2u);
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(CancelParcelsTest, ALineThatTheChannelWillNotCancelIsConfirmedWhenItShips) {
  submitted("1");
  must(give_up("1", {.lines = {{"L1", {}}}}));
  must(run("cancel"));
  must(run("tell-cancelled"));
  ship("1", {{"L1", "SKU-1", 2}});
  EXPECT_EQ(parcels(), "known");
  (void)run("confirm");
  EXPECT_THAT(sent<Shipment>(), IsEmpty()) << "it may be cancelled there";
  answer("error", "too late");
  must(run("confirm"));
  EXPECT_EQ(sent<Shipment>().size(), 1u);
}

TEST_F(CancelParcelsTest, AParcelWaitsNoLongerThanAnHourForAMessageWhoseEndNobodyKnows) {
  submitted("1");
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("cancel"));
  script.push = [](const plugins::PushItem& item) -> plugins::PushResult {
    if (item.document.schema == OrderCancellation::kSchema) return {fail(FW_E_UNAVAILABLE, "reset"), ""};
    return {{}, "R"};
  };
  (void)run("tell-cancelled");
  EXPECT_EQ(told(), "telling");
  ship("1", {});
  (void)run("confirm");
  EXPECT_THAT(sent<Shipment>(), IsEmpty());
  for (int i = 0; i < 5; ++i) {
    clock.advance(15min);
    (void)run("tell-cancelled");
  }
  must(run("confirm"));
  EXPECT_EQ(sent<Shipment>().size(), 1u);
}

TEST_F(CancelParcelsTest, AMessageThatIsOutOfTriesIsShownAndToldAgainByAPerson) {
  routed("1");
  must(give_up("1", {.reason = "no-inventory"}));
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_INTERNAL, "crashed"), ""}; };
  for (int i = 0; i < 5; ++i) {
    (void)run("tell-cancelled");
    clock.advance(1h);
  }
  EXPECT_EQ(told(), "refused");
  EXPECT_EQ(findings("cancellation-refused"), 1);
  script.push = nullptr;
  auto c = context();
  must(retry(c, "acme", stored("1").id, kPerson));
  must(run("tell-cancelled"));
  EXPECT_EQ(told(), "told");
}

TEST_F(CancelParcelsTest, AnOrderThatShippedAndIsCancelledThereEndsAndSaysSo) {
  submitted("1");
  ship("1", {});
  EXPECT_EQ(state("1"), "shipped");
  must(arrive({later(two("1"), [](Order& o) { o.status = OrderStatus::cancelled; })}));
  must(run("confirm"));
  EXPECT_THAT(sent<Shipment>(), IsEmpty());
  EXPECT_EQ(parcels(), "not-needed");
  EXPECT_EQ(state("1"), "cancelled");
  EXPECT_THAT(stored("1").reason, HasSubstr("shipped"));
  must(db->transact([&](storage::Transaction& tx) { return ledger::enqueue(tx, host_schedule(clock.now()), clock.now()); }));
  must(run("deadlines"));
  EXPECT_EQ(findings("shipped-all-the-same"), 1) << "somebody must get it back";
  clock.advance(24h * 8);
  must(run("deadlines"));
  EXPECT_EQ(findings("shipped-all-the-same"), 0);
}

TEST_F(CancelParcelsTest, AParcelOfALineThatIsCancelledThereLeavesTheOthersConfirmed) {
  submitted("1");
  ship("1", {{"L1", "SKU-1", 2}});
  must(run("confirm"));
  must(give_up("1", {.lines = {{"L2", {}}}}));
  must(run("cancel"));
  must(run("tell-cancelled"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_EQ(parcels(), "confirmed");
}

TEST_F(CancelParcelsTest, ARefusalThatComesWhileItIsAskedBackEndsIt) {
  submitted("1");
  must(give_up("1", {.reason = "no-inventory"}));
  script.pull = [](const plugins::PullRequest&, plugins::PullSink& sink) {
    Notice notice;
    notice.kind = "acknowledgement-result", notice.severity = "error", notice.reference = "1",
    notice.message = "no such SKU";
    return sink.commit({{{"notice/1", "n", to_json(notice)}}, {}, {}, "c"});
  };
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::enqueue(tx, {recurring_job("acme", "pull-shipments", "west", 15min, clock.now())}, clock.now());
  }));
  must(run("pull-shipments"));
  EXPECT_EQ(parts(), "1 cancelled");
  EXPECT_EQ(state("1"), "cancelled");
  must(run("tell-cancelled"));
  EXPECT_EQ(sent<OrderCancellation>().size(), 1u);
}

TEST_F(CancelParcelsTest, WhatNobodyOrderedInAParcelIsSurplusAndTheRestIsConfirmed) {
  submitted("1");
  ship("1", {{"L1", "SKU-1", 2}, {"", "FREEBIE", 1}, {"L2", "SKU-2", 1}});
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 0);
  EXPECT_EQ(state("1"), "shipped");
  EXPECT_EQ(findings("over-shipped"), 1);
  must(run("confirm"));
  ASSERT_EQ(sent<Shipment>().size(), 1u);
  EXPECT_EQ(sent<Shipment>()[0].lines.size(), 2u);
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(CancelParcelsTest, AParcelOfNothingThatWasOrderedIsSetAside) {
  submitted("1");
  ship("1", {{"", "FREEBIE", 1}});
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 1);
  EXPECT_EQ(state("1"), "submitted");
}

TEST_F(CancelParcelsTest, WhatWasTakenOnceAndIsSentAgainIsNotThereUntilItIsTakenAgain) {
  submitted("1");
  script.pull = [](const plugins::PullRequest&, plugins::PullSink& sink) {
    Notice notice;
    notice.kind = "acknowledgement-result", notice.severity = "error", notice.reference = "1",
    notice.message = "no such SKU";
    return sink.commit({{{"notice/1", "n", to_json(notice)}}, {}, {}, "c"});
  };
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::enqueue(tx, {recurring_job("acme", "pull-shipments", "west", 15min, clock.now())}, clock.now());
  }));
  must(run("pull-shipments"));
  EXPECT_EQ(state("1"), "rejected");
  auto c = context();
  must(retry(c, "acme", stored("1").id, kPerson));
  must(run("map"));
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_UNAVAILABLE, "reset"), ""}; };
  (void)run("submit");
  EXPECT_EQ(parts(), "1 sending");
  must(give_up("1", {.reason = "no-inventory"}));
  refuse("no such order", "/reference");
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 cancelled") << "it never arrived";
  EXPECT_EQ(state("1"), "cancelled");
}

TEST_F(CancelParcelsTest, AnOrderThatItsWarehouseLostEndsOnceItWouldShowIt) {
  submitted("1");
  refuse("no such order", "/reference");
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 submitted") << "what it took just now it may not show yet";
  clock.advance(2h);
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 cancelled");
  EXPECT_EQ(state("1"), "cancelled");
}

TEST_F(CancelParcelsTest, AWarehouseThatShippedSomeOfAnOrderHasNotLostIt) {
  shipped_one("1");
  clock.advance(2h);
  refuse("no such order", "/reference");
  must(give_up("1", {.reason = "no-inventory"}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "1 submitted");
  EXPECT_EQ(state("1"), "partially-shipped");
}

TEST_F(CancelParcelsTest, APersonSaysThatTheWarehouseDoesNotHaveIt) {
  submitted("1");
  configure([](config::Account& account) { account.warehouses.clear(), account.prefer.clear(); });
  must(give_up("1", {.reason = "no-inventory"}));
  (void)run("cancel");
  EXPECT_EQ(parts(), "1 cancelling") << "it cannot be asked";
  must(give_up("1", {.lost = true}));
  EXPECT_EQ(parts(), "1 cancelled");
  EXPECT_EQ(state("1"), "cancelled");
  EXPECT_EQ(text("SELECT cause FROM order_event WHERE data LIKE '%lost%'"), "by admin");
  must(run("tell-cancelled"));
  EXPECT_EQ(sent<OrderCancellation>().size(), 1u);
}

TEST_F(CancelParcelsTest, OfAWarehouseThatIsGoneTheOtherLinesAreRoutedAnew) {
  submitted("1");
  configure([](config::Account& account) { account.warehouses[0].name = "east", account.prefer = {"east"}; });
  must(give_up("1", {.lines = {{"L2", {}}}, .lost = true}));
  must(run("map"));
  must(run("submit"));
  ASSERT_EQ(sent<FulfilmentOrder>().size(), 1u);
  ASSERT_EQ(sent<FulfilmentOrder>()[0].lines.size(), 1u);
  EXPECT_EQ(sent<FulfilmentOrder>()[0].lines[0].line_id, "L1");
  EXPECT_EQ(sent<FulfilmentOrder>()[0].reference, "1-2");
}

TEST_F(CancelParcelsTest, AnOrderThatIsLostGoesOutAnewByAPersonsWord) {
  submitted("1");
  auto c = context();
  must(resubmit_order(c, "acme", stored("1").id, "lost", true, kPerson));
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(parts(), "1 cancelled,1-2 submitted");
  EXPECT_EQ(state("1"), "submitted");
}

TEST_F(CancelParcelsTest, TheRuleGivesUpNothingThatHasLeft) {
  accept_by_rule();
  shipped_one("1");
  const auto asked = later(two("1"), [](Order& o) { o.lines[0].cancel_requested = true; });
  must(arrive({asked}));
  EXPECT_EQ(parts(), "1 submitted") << "the warehouse is not asked";
  EXPECT_THAT(told(), IsEmpty());
  must(arrive({later(asked, [](Order& o) { o.lines[1].cancel_requested = true; })}));
  must(run("cancel"));
  must(run("tell-cancelled"));
  ASSERT_EQ(sent<OrderCancellation>().size(), 1u);
  EXPECT_FALSE(sent<OrderCancellation>()[0].whole);
  ASSERT_EQ(sent<OrderCancellation>()[0].lines.size(), 1u);
  EXPECT_EQ(sent<OrderCancellation>()[0].lines[0].line_id, "L2");
  EXPECT_EQ(state("1"), "shipped");
}

}  // namespace
}  // namespace fairway::flows::test
