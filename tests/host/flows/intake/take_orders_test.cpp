#include <fstream>

#include <gmock/gmock.h>

#include <limits>

#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using namespace std::chrono_literals;

struct TakeOrdersTest : FlowTest {};

TEST_F(TakeOrdersTest, AnOrderIsStoredOnceHoweverOftenItIsSeen) {  // ORD-2: overlapping windows, duplicate pages
  must(arrive({order("1"), order("2"), order("1")}));
  must(arrive({order("2"), order("3")}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders"), 3);
  EXPECT_THAT(events("2"), ElementsAre("seen"));
  EXPECT_THAT(woken, Contains(ledger::Group{"acme", "map", ""}));
}

TEST_F(TakeOrdersTest, AnOlderVersionOutOfOrderIsIgnored) {  // ORD-2
  auto newer = order("1"), older = order("1");
  newer.updated_at = Time{ledger::to_ms(kStart + 1h)};
  newer.total = {"20.00", "USD"};
  must(arrive({newer}));
  must(arrive({older}));
  EXPECT_THAT(stored("1").document, ::testing::HasSubstr("20.00"));
}

TEST_F(TakeOrdersTest, ABadDocumentIsSetAsideAndItsNeighboursGoOn) {
  auto foreign = order("4");
  foreign.store = "nowhere";
  auto negative = order("5");
  negative.lines[0].quantity = -1;
  auto huge = order("6"), wrapping = order("7"), most = order("8");
  huge.lines[0].quantity = 1'000'000'001;
  wrapping.lines[0].quantity_cancelled = std::numeric_limits<std::int64_t>::max();
  most.lines[0].quantity = 1'000'000'000;
  must(arrive({order("1"), foreign, negative, order("2"), huge, wrapping, most},
              {"{\"channel_order_id\": \"9\", \"lines\": 7}", "not JSON", "{}"}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders"), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 7);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE error = '' OR raw IS NULL"), 0) << "kept with its cause";
}

// SDK-2: what a plugin forgot must not end as an order that was dropped unseen.
TEST_F(TakeOrdersTest, AnOrderToShipWithoutLinesIsSetAsideAndOneThatHasEndedIsNot) {
  auto bare = order("1"), ended = order("2");
  bare.lines.clear();
  ended.lines.clear();
  ended.status = OrderStatus::cancelled;
  must(arrive({bare, ended}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders WHERE channel_order_id = '1'"), 0);
  EXPECT_EQ(text("SELECT pointer || ' ' || error FROM reject"), "/lines an order without lines: nothing says what to ship");
  EXPECT_EQ(stored("2").reason, "cancelled before it was taken on");
}

// Parcels, cancellations and stock name a line by its id: two of one name are nobody's to tell apart.
TEST_F(TakeOrdersTest, AnOrderWithTwoLinesOfOneIdIsSetAsideAlone) {
  auto twice = order("1");
  twice.status = OrderStatus::pending;
  twice.lines.push_back({.id = "L1", .sku = "SKU-1", .quantity = 1});
  must(arrive({twice, order("2")}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders"), 1);
  EXPECT_EQ(text("SELECT pointer || ' ' || error FROM reject"), "/lines/1/id two lines of one id");
}

TEST_F(TakeOrdersTest, AnotherVersionWithTheSameStatusIsKeptWithoutAnEvent) {
  must(arrive({order("1")}));
  auto again = order("1");
  again.updated_at = Time{ledger::to_ms(kStart + 1min)};
  again.total = {"20.00", "USD"};
  must(arrive({again}));
  EXPECT_THAT(events("1"), ElementsAre("seen"));
  EXPECT_THAT(stored("1").document, ::testing::HasSubstr("20.00"));
}

TEST_F(TakeOrdersTest, NothingPersonalStandsInAnyFileOfTheDataFolder) {
  must(arrive({order("1")}, {R"({"channel_order_id": "9", "ship_to": {"name": "Quirin Zabelthau"}, "lines": 7})"}));
  auto row = stored("1");
  EXPECT_EQ(must(whole_order(*vault, row)).ship_to.name.text, "Quirin Zabelthau");
  for (const auto& file : std::filesystem::directory_iterator(folder.path)) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(bytes.find("Zabelthau"), std::string::npos) << file.path();
    EXPECT_EQ(bytes.find("Hollow Lane"), std::string::npos) << file.path();
  }
}

TEST_F(TakeOrdersTest, WhatIsPassedOverIsListedWithItsReasonAndKeepsNothingPersonal) {  // ORD-1
  auto amazon = order("fba"), old = order("old"), shipped = order("shipped"), before = order("before"),
       cancelled = order("cancelled");
  amazon.fulfilled_by = FulfilledBy::amazon;
  before.created_at = Time{ledger::to_ms(kStart - 48h)};
  shipped.status = OrderStatus::shipped;
  cancelled.status = OrderStatus::cancelled;
  must(arrive({amazon, before, shipped, cancelled}));
  EXPECT_EQ(stored("fba").reason, "fulfilled by amazon");
  EXPECT_THAT(stored("before").reason, ::testing::StartsWith("created before the start"));
  EXPECT_EQ(stored("shipped").reason, "status shipped");
  EXPECT_EQ(stored("cancelled").reason, "cancelled before it was taken on");
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders WHERE pii IS NOT NULL OR state <> 'dropped'"), 0);
}

TEST_F(TakeOrdersTest, APendingOrderIsReservedAndGoesOnWhenPaid) {  // ORD-1, OFR-10
  auto pending = order("1");
  pending.status = OrderStatus::pending;
  must(arrive({pending}));
  EXPECT_EQ(state("1"), "reserved");
  auto paid = order("1");
  paid.updated_at = Time{ledger::to_ms(kStart + 1min)};
  must(arrive({paid}));
  EXPECT_THAT(events("1"), ElementsAre("reserved", "changed", "paid"));
  EXPECT_EQ(state("1"), "received");
}

TEST_F(TakeOrdersTest, AReservedOrderThatIsHeldAndPaidMeanwhileGoesOnOnceReleased) {  // ORD-14, OFR-10
  auto pending = order("1");
  pending.status = OrderStatus::pending;
  must(arrive({pending}));
  auto c = context();
  must(hold(c, "acme", stored("1").id, "ask first", {"admin"}));
  auto paid = order("1");
  paid.updated_at = Time{ledger::to_ms(kStart + 1min)};
  must(arrive({paid}));
  EXPECT_EQ(state("1"), "held");
  must(release(c, "acme", stored("1").id, {"admin"}));
  EXPECT_EQ(state("1"), "received");
  must(run("map"));
  EXPECT_EQ(state("1"), "routed");
}

TEST_F(TakeOrdersTest, TheChannelsCancellationEndsWhatIsNotYetSubmitted) {
  must(arrive({order("1")}));
  auto cancelled = order("1");
  cancelled.status = OrderStatus::cancelled;
  cancelled.updated_at = Time{ledger::to_ms(kStart + 1min)};
  must(arrive({cancelled}));
  EXPECT_EQ(state("1"), "cancelled");
}

TEST_F(TakeOrdersTest, AfterSubmissionTheWarehouseIsAsked) {  // WMS-1
  must(arrive({order("1")}));
  must(run("map"));
  must(run("submit"));
  auto cancelled = order("1");
  cancelled.status = OrderStatus::cancelled;
  cancelled.updated_at = Time{ledger::to_ms(kStart + 1min)};
  must(arrive({cancelled}));
  EXPECT_EQ(state("1"), "submitted") << "until the warehouse has answered";
  must(run("cancel"));
  EXPECT_EQ(state("1"), "cancelled");
  EXPECT_EQ(script.pushed.back().document.schema, "cancellation/1");
}

TEST_F(TakeOrdersTest, ABuyerWhoWantsOutHoldsTheOrder) {  // ORD-10
  auto wants_out = order("1");
  wants_out.lines[0].cancel_requested = true;
  must(arrive({wants_out}));
  EXPECT_EQ(state("1"), "held");
}

TEST_F(TakeOrdersTest, ADuplicateUnderAnotherAccountIsAFinding) {
  must(arrive({order("1")}));
  must(db->transact(
      [](storage::Transaction& tx) { return ledger::done(tx.execute("UPDATE orders SET account = 'globex'")); }));
  auto again = order("1");
  again.updated_at = Time{ledger::to_ms(kStart + 1min)};
  must(arrive({again}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'duplicate' AND resolved_at IS NULL"), 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders"), 1);
}

TEST_F(TakeOrdersTest, RedactionDestroysTheKeyAfterItsTime) {  // ORD-12
  auto cancelled = order("1");
  must(arrive({order("1")}));
  cancelled.status = OrderStatus::cancelled;
  cancelled.updated_at = Time{ledger::to_ms(kStart + 1min)};
  must(arrive({cancelled}));
  const auto sealed = stored("1").pii;
  must(
      db->transact([&](storage::Transaction& tx) { return ledger::enqueue(tx, host_schedule(kStart + 24h * 31), kStart); }));
  clock.advance(24h * 31);
  must(run("redact"));
  EXPECT_THAT(events("1"), Contains("redacted"));
  EXPECT_TRUE(stored("1").pii.key_id.empty());
  EXPECT_EQ(vault->unseal(sealed).error().code, FW_E_REJECTED);
}

TEST_F(TakeOrdersTest, PruningKeepsTheKeyThatKeepsAnOrderFromComingTwice) {  // HST-16
  auto cancelled = order("1");
  cancelled.status = OrderStatus::cancelled;
  must(arrive({cancelled, order("2")}));
  must(db->transact(
      [&](storage::Transaction& tx) { return ledger::enqueue(tx, host_schedule(kStart + 24h * 401), kStart); }));
  clock.advance(24h * 401);
  must(run("prune"));
  EXPECT_EQ(stored("1").document, "{}");
  EXPECT_TRUE(events("1").empty());
  EXPECT_FALSE(events("2").empty()) << "still open";
  must(arrive({cancelled}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders"), 2);
}

}  // namespace
}  // namespace fairway::flows::test
