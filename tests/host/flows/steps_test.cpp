#include <gmock/gmock.h>

#include "host/flows/routing/routing.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

struct StepsTest : FlowTest {
  plugins::PushResult refuse(fw_rc code, const char* why) { return {fail(code, why), ""}; }

  // A parcel from the warehouse, as its pull brings it.
  void ship(const std::string& reference, const std::string& id, std::vector<LineQuantity> lines,
            const std::string& carrier = "UPS", std::optional<Time> at = std::nullopt) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      Shipment shipment;
      shipment.id = id;
      shipment.reference = reference;
      shipment.carrier = carrier;
      shipment.tracking_number = "1Z" + id;
      shipment.lines = lines;
      shipment.shipped_at = at;
      return sink.commit({{{"shipment/1", id, to_json(shipment)}}, {}, {}, "c"});
    };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(
          tx, {{{"acme", "pull-shipments", "west"}, "pull-shipments/acme/west", 0, {}, clock.now(), 15min}}, clock.now());
    }));
    must(run("pull-shipments"));
    clock.advance(15min);
  }
  void submitted(const std::string& id) {
    must(arrive({order(id)}));
    must(run("map"));
    must(run("submit"));
  }
};

TEST_F(StepsTest, TheWholeChainOfOneOrder) {  // ORD-3, ORD-9, SHP-1
  submitted("1");
  must(run("acknowledge"));
  EXPECT_EQ(state("1"), "acknowledged");
  ship("1", "P1", {{"L1", "SKU-1", 2}});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_EQ(stored("1").service_rule, "accounts/acme.yaml:61:9");
  auto shown = order("1");
  shown.status = OrderStatus::shipped;
  shown.updated_at = Time{ledger::to_ms(clock.now())};
  shown.packages = {{.reference = "1", .tracking_number = "1ZP1"}};
  must(arrive({shown}));
  EXPECT_THAT(events("1"),
              ElementsAre("seen", "routed", "submitted", "acknowledged", "shipped", "confirmed", "changed", "verified"));
}

// A shipping map that could not answer is asked again by itself; one that has no rule waits for the configuration.
TEST_F(StepsTest, AShippingMapThatFailedIsAskedAgain) {  // ORD-4
  script.map = [](const ShippingQuestion&) { return plugins::Answer(fail(FW_E_UNAVAILABLE, "the worker died")); };
  must(arrive({order("1")}));
  must(run("map"));
  EXPECT_EQ(state("1"), "needs-mapping");
  script.map = nullptr;
  must(run("map"));
  EXPECT_EQ(state("1"), "needs-mapping") << "not at once";
  clock.advance(1min);
  must(run("map"));
  EXPECT_EQ(state("1"), "routed");
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'map'"), 0);
}

// What a plugin writes to its state while it pushes is kept with what came of the push, unless another lane wrote meanwhile.
TEST_F(StepsTest, StateWrittenDuringAPushIsKept) {  // SDK-1
  script.state = {{"pending", "F-1", ""}};
  submitted("1");
  EXPECT_EQ(text("SELECT value FROM plugin_state WHERE scope = 'acme/west' AND key = 'pending'"), "F-1");
  script.state = {{"pending", "F-2", "F-0"}};
  must(arrive({order("2")}));
  must(run("map"));
  EXPECT_EQ(run("submit").error().code, FW_E_THROTTLED);
  EXPECT_EQ(state("2"), "routed");
  script.state = {{"pending", "F-2", "F-1"}};
  clock.advance(1h);
  must(run("submit"));
  EXPECT_EQ(state("2"), "submitted");
}

TEST_F(StepsTest, WithoutARuleItWaitsAndGoesOnByItselfOnceMapped) {  // ORD-4
  script.map = [](const ShippingQuestion&) { return plugins::Answer("{}"); };
  must(arrive({order("1")}));
  must(run("map"));
  EXPECT_EQ(state("1"), "needs-mapping");
  EXPECT_THAT(stored("1").reason, HasSubstr("Standard"));
  script.map = nullptr;
  must(db->transact(
      [&](storage::Transaction& tx) { return ledger::enqueue(tx, {remap_job("acme", clock.now())}, clock.now()); }));
  must(run("map"));
  EXPECT_EQ(state("1"), "routed");
}

TEST_F(StepsTest, AShippingMapThatFailsLosesNothing) {  // ORD-4
  script.map = [](const ShippingQuestion&) { return plugins::Answer(fail(FW_E_INTERNAL, "worker crashed")); };
  must(arrive({order("1")}));
  must(run("map"));
  EXPECT_EQ(state("1"), "needs-mapping");
  EXPECT_THAT(stored("1").reason, HasSubstr("worker crashed"));
}

TEST_F(StepsTest, WithoutTheAgreementNoAmazonOrderGoesThere) {  // ORD-6
  configure([](config::Account& account) { account.warehouses[0].amazon_agreement = false; });
  must(arrive({order("1")}));
  must(run("map"));
  EXPECT_EQ(state("1"), "held");
  EXPECT_THAT(stored("1").reason, HasSubstr("amazon-agreement"));
}

TEST_F(StepsTest, ObserveModeSendsNothing) {  // HST-15
  configure([](config::Account& account) { account.stores[0].mode = config::Mode::observe; });
  must(arrive({order("1")}));
  must(run("map"));
  must(run("submit"));
  EXPECT_THAT(events("1"), ElementsAre("seen", "would-send", "observed"));
  EXPECT_TRUE(script.pushed.empty());
}

TEST_F(StepsTest, WhatWaitedWhileOnlyObservedIsNotSentOnceLive) {  // HST-15
  configure([](config::Account& account) { account.stores[0].mode = config::Mode::observe; });
  script.map = [](const ShippingQuestion&) { return plugins::Answer("{}"); };
  must(arrive({order("1")}));
  must(run("map"));
  EXPECT_EQ(state("1"), "needs-mapping");
  clock.advance(1h);
  configure([](config::Account&) {});
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::done(tx.execute("UPDATE store SET live_since = ?", {ledger::to_ms(clock.now())}));
  }));
  script.map = nullptr;
  must(db->transact(
      [&](storage::Transaction& tx) { return ledger::enqueue(tx, {remap_job("acme", clock.now())}, clock.now()); }));
  must(run("map"));
  EXPECT_EQ(state("1"), "dropped") << "whoever served the store then may have shipped it";
  EXPECT_THAT(stored("1").reason, HasSubstr("created before the store went live"));
}

TEST_F(StepsTest, AnUnknownOutcomeIsAskedAgainUnderTheSameReference) {  // WMS-1: the idempotency key
  script.push = [&](const plugins::PushItem&) { return refuse(FW_E_UNAVAILABLE, "no answer"); };
  submitted("1");
  EXPECT_EQ(state("1"), "routed");
  script.push = nullptr;
  clock.advance(1h);
  must(run("submit"));
  ASSERT_EQ(script.pushed.size(), 2u);
  EXPECT_FALSE(script.pushed[0].maybe_sent);
  EXPECT_TRUE(script.pushed[1].maybe_sent) << "look before creating";
  EXPECT_EQ(script.pushed[0].document.key, script.pushed[1].document.key);
  EXPECT_EQ(state("1"), "submitted");
}

TEST_F(StepsTest, ARefusedOrderIsRejectedAndRetriedUnderItsReference) {  // ORD-14
  script.push = [&](const plugins::PushItem&) { return refuse(FW_E_REJECTED, "unknown SKU"); };
  submitted("1");
  EXPECT_EQ(state("1"), "rejected");
  EXPECT_EQ(stored("1").reason, "unknown SKU");
  script.push = nullptr;
  auto c = context();
  must(retry(c, "acme", stored("1").id, {"admin"}));
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(number("SELECT COUNT(*) FROM fulfilment"), 1) << "never a new key on a retry";
}

TEST_F(StepsTest, WhatIsHeldMeanwhileIsNotSent) {  // ORD-14
  must(arrive({order("1"), order("2")}));
  must(run("map"));
  auto c = context();
  must(hold(c, "acme", stored("1").id, "wrong address", {"admin"}));
  must(run("submit"));
  EXPECT_EQ(state("1"), "held");
  EXPECT_EQ(state("2"), "submitted");
  must(release(c, "acme", stored("1").id, {"admin"}));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
}

TEST_F(StepsTest, PartialShipmentsAreConfirmedOneByOne) {  // ORD-9
  submitted("1");
  ship("1", "P1", {{"L1", "SKU-1", 1}});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "partially-shipped");
  ship("1", "P1", {{"L1", "SKU-1", 1}});  // polled again
  ship("1", "P2", {{"L1", "SKU-1", 1}});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_EQ(number("SELECT COUNT(*) FROM shipment"), 2);
  EXPECT_EQ(number("SELECT COUNT(DISTINCT package_reference) FROM shipment"), 2);
}

TEST_F(StepsTest, AParcelThatFitsNothingIsSetAside) {
  submitted("1");
  ship("of-somebody-else", "P1", {});
  ship("1", "P2", {{"L9", "SKU-9", 1}});
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM shipment"), 0);
}

TEST_F(StepsTest, ARefusedConfirmationIsEditedAndSentAgain) {  // ORD-9
  submitted("1");
  ship("1", "P1", {}, "UP Ground");
  script.push = [&](const plugins::PushItem&) { return refuse(FW_E_REJECTED, "unknown carrier, did you mean \"UPS\"?"); };
  must(run("confirm"));
  EXPECT_EQ(state("1"), "shipped");
  EXPECT_THAT(events("1"), Contains("confirmation-refused"));
  script.push = nullptr;
  auto c = context();
  must(edit_shipment(c, "acme", 1, {"UPS", "Ground", ""}, {"admin"}));
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_THAT(script.pushed.back().document.body, HasSubstr("\"package_reference\":\"1\""));
}

TEST_F(StepsTest, NothingIsConfirmedAsShippedBeforeItWasOrdered) {  // ORD-9
  submitted("1");
  const auto ordered = *order("1").created_at;
  ship("1", "P1", {{"L1", "SKU-1", 1}}, "UPS", Time{ordered.ms - 1});
  ship("1", "P2", {{"L1", "SKU-1", 1}}, "UPS", Time{ordered.ms + 1});
  must(run("confirm"));
  std::vector<std::int64_t> told;
  for (const auto& item : script.pushed)
    if (item.document.schema == Shipment::kSchema) told.push_back(from_json<Shipment>(item.document.body).shipped_at->ms);
  EXPECT_THAT(told, ElementsAre(ordered.ms, ordered.ms + 1));
}

TEST_F(StepsTest, NoConfirmationWhereTheChannelTakesNone) {
  auto o = order("1");
  o.confirmation_needed = false;
  must(arrive({o}));
  must(run("map"));
  must(run("submit"));
  ship("1", "P1", {});
  EXPECT_EQ(state("1"), "confirmed");
  must(run("confirm"));
  EXPECT_EQ(script.pushed.back().document.schema, "fulfilment-order/1");
}

TEST_F(StepsTest, ShipByAlarmsOnceAndEasesWhenShipped) {  // ORD-15
  auto o = order("1");
  o.ship_by = Time{ledger::to_ms(kStart + 2h)};
  must(arrive({o}));
  for (int i = 0; i < 2; ++i) {
    must(db->transact(
        [&](storage::Transaction& tx) { return ledger::enqueue(tx, {host_schedule(clock.now()).at(0)}, clock.now()); }));
    must(run("deadlines"));
    clock.advance(5min);
  }
  EXPECT_THAT(events("1"), ElementsAre("seen", "late-alarm"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'ship-by' AND resolved_at IS NULL"), 1);
  must(run("map"));
  must(run("submit"));
  ship("1", "P1", {});
  must(run("deadlines"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'ship-by' AND resolved_at IS NULL"), 0);
}

// A warehouse that cannot go on says so, by webhook or among its shipments: it stands on the order, and in the findings
// until the order has shipped.
TEST_F(StepsTest, WhatTheWarehouseSaysOfAnOrderIsHeard) {  // ORD-9
  submitted("1");
  const auto reference = text("SELECT reference FROM fulfilment");
  const auto tell = [&](const std::string& about, const char* severity) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      Notice notice;
      notice.kind = "order-exception";
      notice.reference = about;
      notice.severity = severity;
      notice.message = "no stock of SKU-1";
      return sink.commit({{{"notice/1", "n", to_json(notice)}}, {}, {}, "c"});
    };
    auto c = context();
    must(accept_delivery(c, {"acme", "west", about + severity, {}, "{}"}));
    must(run("hook"));
  };
  tell(reference, "info");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding"), 0);
  tell(reference, "error");
  EXPECT_THAT(events("1"), ElementsAre("seen", "routed", "submitted", "notice", "notice"));
  EXPECT_EQ(text("SELECT message FROM finding WHERE resolved_at IS NULL"), "order 1: no stock of SKU-1");
  tell("nobody", "error");
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE pointer = '/reference'"), 1);
  ship(reference, "P1", {});
  must(db->transact(
      [&](storage::Transaction& tx) { return ledger::enqueue(tx, {host_schedule(clock.now()).at(0)}, clock.now()); }));
  must(run("deadlines"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE resolved_at IS NULL"), 0);
}

// Rows that came in wrong and webhook deliveries hold personal data too.
TEST_F(StepsTest, RawBytesGoAfterThirtyDaysWithTheirKeys) {  // ORD-14, HST-16
  must(arrive({}, {"{not json"}));
  auto c = context();
  must(accept_delivery(c, {"acme", "west", "handled", {}, "{}"}));
  must(run("hook"));
  must(accept_delivery(c, {"acme", "west", "waiting", {}, "{}"}));
  clock.advance(31 * 24h);
  must(accept_delivery(c, {"acme", "west", "recent", {}, "{}"}));
  must(db->transact(
      [&](storage::Transaction& tx) { return ledger::enqueue(tx, {host_schedule(clock.now()).at(1)}, clock.now()); }));
  must(run("redact"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE raw IS NULL AND pii_key IS NULL AND error <> ''"), 1);
  EXPECT_EQ(text("SELECT GROUP_CONCAT(delivery_id) FROM (SELECT delivery_id FROM hook ORDER BY id)"), "recent");
}

TEST_F(StepsTest, RunNowGoesBeforeAllThatIsDue) {  // HST-4
  auto c = context();
  must(run_now(c, "acme", "us-main", "orders"));
  EXPECT_EQ(number("SELECT due_at FROM job WHERE kind = 'pull-orders'"), ledger::to_ms(ledger::kUrgent));
  EXPECT_FALSE(run_now(c, "acme", "us-main", "stock"));
}

TEST_F(StepsTest, AWebhookDeliveryIsHandledOnce) {  // WMS-1
  auto c = context();
  EXPECT_TRUE(must(accept_delivery(c, {"acme", "west", "msg-1", {}, "{}"})));
  EXPECT_FALSE(must(accept_delivery(c, {"acme", "west", "msg-1", {}, "{}"})));
  int handled = 0;
  script.pull = [&](const plugins::PullRequest& request, plugins::PullSink&) {
    handled += request.stream == "hook" && request.params.find("msg-1") != std::string::npos;
    return Status{};
  };
  must(run("hook"));
  must(run("hook"));
  EXPECT_EQ(handled, 1);
}

TEST(Reference, IsTheChannelsIdWhereItFitsElseAFixedHash) {  // WMS-1, X12 940 W05-02
  ledger::OrderRow row;
  row.plugin = "amazon";
  row.channel_order_id = "112-1234567-1234567";
  EXPECT_EQ(reference_for(row, 1, false), "112-1234567-1234567");
  EXPECT_EQ(reference_for(row, 2, false), "112-1234567-1234567-2");
  const auto taken = reference_for(row, 1, true);
  EXPECT_EQ(taken.size(), 22u);
  EXPECT_EQ(taken, reference_for(row, 1, true));
  row.channel_order_id = std::string(40, 'x');
  EXPECT_EQ(reference_for(row, 1, false).size(), 22u);
  EXPECT_NE(reference_for(row, 1, false), reference_for(row, 2, false));
}

}  // namespace
}  // namespace fairway::flows::test
