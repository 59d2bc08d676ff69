// A whole warehouse or store is held: what is to go out waits and says so, what was sent goes on, and a release lets it go at
// once (ORD-16).
#include "host/flows/routing/holds.hpp"

#include <gmock/gmock.h>

#include "tests/host/flows/routing/parts_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

struct HoldsTest : PartsTest {
  Status hold_it(PlaceKind kind, const std::string& name, const std::string& why = "stock count") {
    auto c = context();
    return hold_place(c, "acme", kind, name, why, {"ada"});
  }
  Status release_it(const std::string& name) {
    auto c = context();
    return release_place(c, "acme", name);
  }
  std::size_t sent() { return script.pushed.size(); }
};

TEST_F(HoldsTest, OrdersForAHeldWarehouseWaitAndSayForWhom) {
  must(hold_it(PlaceKind::warehouse, "west"));
  routed("1", {"SKU-1"});
  routed("2", {"SKU-2"});
  (void)run("submit");
  EXPECT_EQ(state("1"), "routed") << "it is still to be sent";
  EXPECT_EQ(stored("1").reason, "waits: west is held by ada: stock count");
  EXPECT_EQ(state("2"), "submitted") << "east is not held";
  for (int minutes = 0; minutes < 60; minutes += 10) {
    clock.advance(10min);
    (void)run("submit");
  }
  EXPECT_EQ(number("SELECT COUNT(*) FROM order_event WHERE type = 'notice'"), 1) << "said once";
  woken.clear();
  must(release_it("west"));
  EXPECT_THAT(woken, Contains(ledger::Group{"acme", "submit", "west"}));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(stored("1").reason, "");
  EXPECT_EQ(sent(), 2u);
}

TEST_F(HoldsTest, WhatWasSentBeforeIsShippedAndConfirmed) {
  routed("1", {"SKU-1"});
  must(run("submit"));
  must(hold_it(PlaceKind::warehouse, "west"));
  must(hold_it(PlaceKind::store, "us-main"));
  ship("west", "1");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(HoldsTest, AHeldStoresOrdersWaitWhoeverShipsThem) {
  must(hold_it(PlaceKind::store, "us-main", ""));
  routed("1", {"SKU-1", "SKU-2"});
  (void)run("submit");
  EXPECT_EQ(parts(), "west 1 routed, east 1-2 routed");
  EXPECT_EQ(stored("1").reason, "waits: us-main is held by ada");
  must(release_it("us-main"));
  must(run("submit"));
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 submitted");
  EXPECT_EQ(stored("1").reason, "");
}

// One part waits, the other goes: what waits stays named, and the state says what is true.
TEST_F(HoldsTest, APartThatWaitsIsNamedWhileTheOtherGoes) {
  must(hold_it(PlaceKind::warehouse, "east"));
  routed("1", {"SKU-1", "SKU-2"});
  for (int i = 0; i < 3; ++i) {
    (void)run("submit");
    clock.advance(10min);
  }
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 routed");
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_THAT(stored("1").reason, HasSubstr("waits: east"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM order_event WHERE type = 'notice'"), 1);
  must(release_it("east"));
  must(run("submit"));
  EXPECT_EQ(stored("1").reason, "");
}

TEST_F(HoldsTest, AnOrderThatWaitsCanBeCancelledAndIsNotSentAfterwards) {
  must(hold_it(PlaceKind::warehouse, "west"));
  routed("1", {"SKU-1"});
  (void)run("submit");
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {.note = "oversold"}, {"admin"}));
  must(release_it("west"));
  must(run("submit"));
  EXPECT_EQ(state("1"), "cancelled");
  EXPECT_EQ(sent(), 0u);
}

// The job may have looked at the hold just before it is lifted: it looks again.
TEST_F(HoldsTest, AReleaseReachesAJobThatRuns) {
  must(hold_it(PlaceKind::warehouse, "west"));
  routed("1", {"SKU-1"});
  const ledger::Group group{"acme", "submit", "west"};
  auto c = context();
  auto jobs = must(db->transact([&](storage::Transaction& tx) { return ledger::claim(tx, group, epoch, clock.now(), 20); }));
  ASSERT_EQ(jobs.size(), 1u);
  Work work(group, jobs);
  must(release_it("west"));
  must(db->transact([&](storage::Transaction& tx) {
    return work.settle_all(c, tx, {Failure{FW_E_THROTTLED, "held", {}, Millis(10min)}, {}});
  }));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
}

TEST_F(HoldsTest, AHoldIsOfWhatTheAccountHasAndNamesWhatIsNear) {
  EXPECT_THAT(hold_it(PlaceKind::warehouse, "wst").error().message, HasSubstr("did you mean \"west\"?"));
  EXPECT_EQ(hold_it(PlaceKind::warehouse, "us-main").error().code, FW_E_INVALID) << "that is a store";
  EXPECT_EQ(release_it("west").error().code, FW_E_INVALID) << "it is not held";
  must(hold_it(PlaceKind::warehouse, "west"));
  must(hold_it(PlaceKind::warehouse, "west", "water damage"));
  EXPECT_EQ(text("SELECT GROUP_CONCAT(reason) FROM hold"), "water damage");
  configure([](config::Account& account) { account.warehouses.clear(); });
  EXPECT_TRUE(release_it("west").has_value()) << "gone from the files, it can be released all the same";
}

}  // namespace
}  // namespace fairway::flows::test
