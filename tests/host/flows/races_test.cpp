// What happens to an order while a call about it runs, or after one whose answer was lost.
#include <gmock/gmock.h>

#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

const Person kAdmin{"admin"};

struct RacesTest : FlowTest {
  void routed(const std::string& id) {
    must(arrive({order(id)}));
    must(run("map"));
  }
  Order shown(const std::string& id, OrderStatus status) {
    auto o = order(id);
    o.status = status;
    o.updated_at = Time{ledger::to_ms(clock.now()) + 1000};
    return o;
  }
  // The next submit is taken by the warehouse, and its answer lost.
  void lose_the_answer() {
    script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_UNAVAILABLE, "reset"), ""}; };
    (void)run("submit");
    script.push = nullptr;
    script.pushed.clear();
    clock.advance(1h);
  }
  std::vector<std::string> asked() {
    std::vector<std::string> schemas;
    for (const auto& item : script.pushed) schemas.push_back(item.document.schema);
    return schemas;
  }
  void ship(const std::string& reference) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      Shipment shipment;
      shipment.id = "P1";
      shipment.reference = reference;
      shipment.tracking_number = "WRONG1";
      return sink.commit({{{"shipment/1", "P1", to_json(shipment)}}, {}, {}, "c"});
    };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-shipments", "west", 15min, clock.now())}, clock.now());
    }));
    must(run("pull-shipments"));
  }
};

// ORD-14: the order may be at the warehouse, so that is asked; a new try to send it is not made.
TEST_F(RacesTest, ACancelledOrderWhoseAnswerWasLostIsCancelledAtTheWarehouse) {
  for (const bool by_channel : {true, false}) {
    const std::string id = by_channel ? "1" : "2";
    routed(id);
    lose_the_answer();
    auto c = context();
    if (by_channel) must(arrive({shown(id, OrderStatus::cancelled)}));
    else must(cancel(c, "acme", stored(id).id, {"typo"}, kAdmin));
    EXPECT_EQ(state(id), "routed") << "the warehouse has not answered";
    must(run("submit"));
    EXPECT_THAT(script.pushed, IsEmpty());
    must(run("cancel"));
    EXPECT_THAT(asked(), ElementsAre("cancellation/1"));
    EXPECT_EQ(state(id), "cancelled");
  }
}

TEST_F(RacesTest, ACancellationThatFindsNothingEndsAnOrderThatNeverArrived) {  // ORD-14
  routed("1");
  lose_the_answer();
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {}, kAdmin));
  script.push = [](const plugins::PushItem&) {
    return plugins::PushResult{fail(FW_E_REJECTED, "no such order", "/reference"), ""};
  };
  must(run("cancel"));
  EXPECT_EQ(state("1"), "cancelled");
}

TEST_F(RacesTest, ARefusedCancellationLeavesTheOrderAtTheWarehouse) {  // ORD-14
  routed("1");
  lose_the_answer();
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {}, kAdmin));
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_REJECTED, "it is packed"), ""}; };
  must(run("cancel"));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_THAT(events("1"), Contains("cancellation-refused"));
}

TEST_F(RacesTest, ACancellationWaitsForTheCallThatSendsTheOrder) {  // ORD-14
  routed("1");
  script.push = [&](const plugins::PushItem& item) {
    if (item.document.schema == FulfilmentOrder::kSchema) {
      auto c = context();
      must(cancel(c, "acme", stored("1").id, {}, kAdmin));
      EXPECT_FALSE(hold(c, "acme", stored("1").id, {}, kAdmin)) << "too late to hold it back";
      must(run("cancel"));
      EXPECT_THAT(asked(), Not(Contains("cancellation/1"))) << "the order could arrive after it";
    }
    return plugins::PushResult{{}, "R-1"};
  };
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  clock.advance(2s);
  must(run("cancel"));
  EXPECT_THAT(asked(), ElementsAre("fulfilment-order/1", "cancellation/1"));
  EXPECT_EQ(state("1"), "cancelled");
}

TEST_F(RacesTest, ARefusalEndsAnOrderThatWasCancelledMeanwhile) {  // ORD-14
  routed("1");
  script.push = [&](const plugins::PushItem&) {
    auto c = context();
    must(cancel(c, "acme", stored("1").id, {"typo"}, kAdmin));
    return plugins::PushResult{fail(FW_E_REJECTED, "no such service"), ""};
  };
  must(run("submit"));
  EXPECT_EQ(state("1"), "cancelled");
  EXPECT_EQ(stored("1").reason, "typo");
}

// The reference is looked up before anything is made, also when the order was held and released in between.
TEST_F(RacesTest, WhatMayHaveBeenSentIsNeverSentAsNew) {  // ORD-9
  routed("1");
  lose_the_answer();
  must(run("submit"));
  ASSERT_EQ(script.pushed.size(), 1u);
  EXPECT_TRUE(script.pushed[0].maybe_sent);
}

TEST_F(RacesTest, AFulfilmentThatMayBeThereStaysWithItsWarehouse) {  // ORD-9
  routed("1");
  lose_the_answer();
  const auto reference = text("SELECT reference FROM fulfilment");
  must(db->transact(
      [&](storage::Transaction& tx) { return ledger::done(tx.execute("UPDATE orders SET state = 'failed'")); }));
  configure([](config::Account& account) {
    auto east = account.warehouses[0];
    east.name = "east";
    account.warehouses.push_back(east);
    account.prefer = {"east", "west"};
  });
  auto c = context();
  must(retry(c, "acme", stored("1").id, kAdmin));
  must(run("map"));
  must(run("submit"));
  ASSERT_EQ(script.pushed.size(), 1u);
  EXPECT_TRUE(script.pushed[0].maybe_sent);
  EXPECT_EQ(script.pushed[0].document.key, reference);
  EXPECT_EQ(number("SELECT COUNT(*) FROM fulfilment"), 1);
}

TEST_F(RacesTest, AParcelIsAnAnswerTooAndTheChannelIsTold) {  // ORD-3
  routed("1");
  lose_the_answer();
  ship("1");
  EXPECT_THAT(events("1"), ElementsAre("seen", "routed", "submitted", "shipped"));
  clock.advance(1h);
  must(run("acknowledge"));
  EXPECT_THAT(asked(), Contains("order-ack/1"));
}

TEST_F(RacesTest, ALateRefusalTakesNoParcelBack) {  // ORD-9
  routed("1");
  lose_the_answer();
  script.push = [&](const plugins::PushItem&) {
    script.push = nullptr;
    ship("1");
    return plugins::PushResult{fail(FW_E_REJECTED, "a duplicate"), ""};
  };
  must(run("submit"));
  EXPECT_EQ(state("1"), "shipped");
  EXPECT_THAT(events("1"), Not(Contains("refused")));
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(RacesTest, NothingIsRetriedWhileItsCancellationIsAsked) {  // ORD-14
  routed("1");
  lose_the_answer();
  must(
      db->transact([](storage::Transaction& tx) { return ledger::done(tx.execute("UPDATE orders SET state = 'failed'")); }));
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {"typo"}, kAdmin));
  const auto again = retry(c, "acme", stored("1").id, kAdmin);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message, ::testing::HasSubstr("west is being asked to cancel it"));
}

TEST_F(RacesTest, AParcelOfACancelledOrderIsAFinding) {  // ORD-14
  routed("1");
  must(run("submit"));
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {}, kAdmin));
  must(run("cancel"));
  EXPECT_EQ(state("1"), "cancelled");
  ship("1");
  EXPECT_EQ(text("SELECT kind FROM finding WHERE resolved_at IS NULL"), "shipped-all-the-same");
}

// An edit while the confirmation is under way is not lost: the channel has the old number, so it is told again.
TEST_F(RacesTest, AShipmentEditedDuringItsConfirmationIsConfirmedAgain) {  // SHP-1
  routed("1");
  must(run("submit"));
  ship("1");
  script.pushed.clear();
  int calls = 0;
  script.push = [&](const plugins::PushItem&) {
    if (++calls == 1) {
      auto c = context();
      must(edit_shipment(c, "acme", number("SELECT id FROM shipment"), {"", "", "RIGHT1"}, kAdmin));
    }
    return plugins::PushResult{};
  };
  must(run("confirm"));
  EXPECT_EQ(state("1"), "shipped");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  ASSERT_EQ(script.pushed.size(), 2u);
  EXPECT_EQ(from_json<Shipment>(script.pushed[1].document.body).tracking_number, "RIGHT1");
  EXPECT_EQ(text("SELECT tracking_number FROM shipment"), "RIGHT1");
}

// ACC-8, ORD-2
TEST_F(RacesTest, RoutedOrdersOfAStoreThatIsSwitchedOffStayHere) {
  const std::vector<std::pair<const char*, std::function<void(config::Store&)>>> ways{
      {"observe", [](config::Store& store) { store.mode = config::Mode::observe; }},
      {"disabled", [](config::Store& store) { store.enabled = false; }},
      {"renamed", [](config::Store& store) { store.nickname = "other"; }}};
  routed("1");
  for (const auto& [name, way] : ways) {
    configure([&change = way](config::Account& account) { change(account.stores[0]); });
    (void)run("submit");
    EXPECT_THAT(script.pushed, IsEmpty()) << name;
    clock.advance(1min);
  }
  configure([](config::Account&) {});
  auto c = context();
  must(pause_store(c, "acme", "us-main", true));
  (void)run("submit");
  EXPECT_THAT(script.pushed, IsEmpty()) << "paused";
  must(pause_store(c, "acme", "us-main", false));
  clock.advance(1min);
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
}

TEST_F(RacesTest, AnOrderWhoseStoreIsAbsentIsNotLookedAtAgainAndAgain) {  // ORD-2
  must(arrive({order("1")}));
  configure([](config::Account& account) { account.stores[0].nickname = "other"; });
  must(run("map"));
  EXPECT_EQ(state("1"), "received");
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'map'"), 0);
}

TEST_F(RacesTest, TheSameWrongRowIsKeptOnce) {  // HST-5
  for (int i = 0; i < 3; ++i) must(arrive({}, {"{wrong", "{also wrong"}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 2);
}

TEST_F(RacesTest, OutOfTriesTheOrderHasFailedAndRetrySendsItAgain) {  // ORD-14
  routed("1");
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_UNSUPPORTED, "no such call"), ""}; };
  (void)run("submit");
  EXPECT_EQ(state("1"), "failed");
  EXPECT_EQ(text("SELECT state FROM job WHERE kind = 'submit'"), "dead");
  script.push = nullptr;
  auto c = context();
  must(retry(c, "acme", stored("1").id, kAdmin));
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
}

// ORD-14: an order that nobody ends does not keep its address for ever.
TEST_F(RacesTest, PersonalDataGoesAlsoWhereTheOrderNeverCloses) {
  routed("1");
  must(run("submit"));
  ship("1");
  must(arrive({order("2")}));
  const auto redact = [&] {
    must(db->transact(
        [&](storage::Transaction& tx) { return ledger::enqueue(tx, {host_schedule(clock.now()).at(1)}, clock.now()); }));
    must(run("redact"));
  };
  clock.advance(31 * 24h);
  redact();
  EXPECT_EQ(text("SELECT GROUP_CONCAT(channel_order_id) FROM orders WHERE pii_key IS NOT NULL"), "2");
  clock.advance(150 * 24h);
  redact();
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders WHERE pii_key IS NOT NULL"), 0);
}

}  // namespace
}  // namespace fairway::flows::test
