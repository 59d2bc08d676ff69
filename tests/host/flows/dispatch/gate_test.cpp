// Before an order goes out and before its parcel is confirmed, its channel is read once more. (ORD-10)
#include <gmock/gmock.h>

#include "host/flows/dispatch/gate.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

// A channel whose orders can be read one by one, and whose buyers ask to cancel.
struct GateTest : FlowTest {
  GateTest() {
    auto& manifest = catalogue.plugins["amazon"].description.manifest;
    manifest.buyer_cancellations = true;
    manifest.streams[0].by_id = true;
    script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) { return show(request, sink); };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-orders", "store:us-main", 24h, clock.now())}, clock.now());
    }));
    must(run("pull-orders"));
    reads.clear();
  }

  Status show(const plugins::PullRequest& request, plugins::PullSink& sink) {
    if (request.stream != "orders") return parcels(sink);
    if (down) return fail(FW_E_UNAVAILABLE, "the channel is down");
    const auto params = parse_json(request.params).value();
    plugins::Batch batch;
    std::string read;
    const auto* ids = find(params, "ids");
    for (const auto& [id, order] : shown) {
      const bool asked = !ids || std::any_of(ids->as_array().begin(), ids->as_array().end(),
                                             [&, name = json::value(id)](const auto& one) { return one == name; });
      if (!asked) continue;
      read += (read.empty() ? "" : " ") + id;
      batch.documents.push_back({"order/1", id, to_json(order)});
    }
    reads.push_back(ids ? read : "window");
    batch.cursor = ids ? request.cursor : "w";
    return sink.commit(std::move(batch));
  }
  Status parcels(plugins::PullSink& sink) {
    plugins::Batch batch;
    for (const auto& [id, order] : shown) {
      Shipment shipment;
      shipment.id = "P" + id, shipment.reference = id, shipment.carrier = "UPS", shipment.tracking_number = "1Z" + id;
      batch.documents.push_back({"shipment/1", shipment.id, to_json(shipment)});
    }
    return sink.commit(std::move(batch));
  }

  void routed(int count) {
    std::vector<Order> orders;
    for (int i = 1; i <= count; ++i) {
      orders.push_back(order(std::to_string(i)));
      shown[orders.back().channel_order_id] = orders.back();
    }
    must(arrive(orders));
    must(run("map"));
  }
  void grow_stale() { clock.advance(kGateFresh + 1s); }
  void change(const std::string& id, const std::function<void(Order&)>& how) {
    how(shown[id]);
    shown[id].updated_at = Time{ledger::to_ms(clock.now())};
  }
  static void ask_to_cancel(Order& order) { order.lines[0].cancel_requested = true; }
  std::size_t pushed(std::string_view schema) {
    return static_cast<std::size_t>(std::count_if(script.pushed.begin(), script.pushed.end(),
                                                  [&](const auto& item) { return item.document.schema == schema; }));
  }
  void ship() {
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-shipments", "west", 15min, clock.now())}, clock.now());
    }));
    must(run("pull-shipments"));
  }

  std::map<std::string, Order> shown;  // what the channel shows, by id
  std::vector<std::string> reads;      // "window", or the ids that were read
  bool down = false;
};

TEST_F(GateTest, FourOrdersAreReadOneByOne) {
  routed(4);
  grow_stale();
  must(run("submit"));
  EXPECT_THAT(reads, ElementsAre("1 2 3 4"));
  EXPECT_EQ(pushed("fulfilment-order/1"), 4u);
}

TEST_F(GateTest, FiveOrdersAreReadByOnePullOfTheWindow) {
  routed(5);
  grow_stale();
  must(run("submit"));
  EXPECT_THAT(reads, ElementsAre("window"));
  EXPECT_EQ(pushed("fulfilment-order/1"), 5u);
}

TEST_F(GateTest, AnOrderThatWasJustReadIsNotReadAgain) {
  routed(1);
  clock.advance(kGateFresh - 1s);
  must(run("submit"));
  EXPECT_THAT(reads, IsEmpty());
  EXPECT_EQ(state("1"), "submitted");
}

TEST_F(GateTest, ACompletePullJustNowCountsForAllOrdersOfTheStore) {
  routed(3);
  grow_stale();
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::enqueue(tx, {recurring_job("acme", "pull-orders", "store:us-main", 24h, clock.now())}, clock.now());
  }));
  must(run("pull-orders"));
  reads.clear();
  must(run("submit"));
  EXPECT_THAT(reads, IsEmpty());
  EXPECT_EQ(pushed("fulfilment-order/1"), 3u);
}

TEST_F(GateTest, AChannelWhoseBuyersCannotAskIsNotRead) {
  catalogue.plugins["amazon"].description.manifest.buyer_cancellations = false;
  routed(6);
  grow_stale();
  must(run("submit"));
  EXPECT_THAT(reads, IsEmpty());
  EXPECT_EQ(pushed("fulfilment-order/1"), 6u);
}

TEST_F(GateTest, AChannelThatReadsNoSingleOrdersIsAskedForTheWindow) {
  catalogue.plugins["amazon"].description.manifest.streams[0].by_id = false;
  routed(1);
  grow_stale();
  must(run("submit"));
  EXPECT_THAT(reads, ElementsAre("window"));
}

TEST_F(GateTest, ARequestThatCameMeanwhileKeepsTheOrderHereAndOnceDeclinedLetsItGo) {
  routed(1);
  grow_stale();
  change("1", ask_to_cancel);
  must(run("submit"));
  EXPECT_EQ(pushed("fulfilment-order/1"), 0u);
  EXPECT_EQ(state("1"), "held");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'cancellation' AND resolved_at IS NULL"), 1);
  auto c = context();
  must(release(c, "acme", stored("1").id, {"admin"}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'cancellation' AND resolved_at IS NULL"), 0);
  grow_stale();
  change("1", [](Order& order) { order.ship_service = "Expedited"; });  // a new version, with the same request
  must(run("submit"));
  EXPECT_EQ(reads.size(), 2u) << "it is read again, and says nothing new";
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_THAT(events("1"), Contains("cancellation-declined"));
}

// The rest of an order that was sent before waits for its buyer, too, and nobody but the release sends it then.
TEST_F(GateTest, TheRestOfWhatWasAskedBackGoesOnceTheRequestIsDeclined) {
  shown["1"] = order("1");
  shown["1"].lines.push_back({.id = "L2", .sku = "SKU-2", .quantity = 1});
  must(arrive({shown["1"]}));
  must(run("map"));
  must(run("submit"));
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {.lines = {{"L2", {}}}}, {"admin"}));
  must(run("cancel"));
  ASSERT_EQ(text("SELECT GROUP_CONCAT(state) FROM fulfilment"), "cancelled,routed");
  ASSERT_EQ(state("1"), "submitted");
  grow_stale();
  change("1", ask_to_cancel);
  must(run("submit"));
  EXPECT_EQ(state("1"), "held");
  must(release(c, "acme", stored("1").id, {"admin"}));
  must(run("submit"));
  EXPECT_EQ(text("SELECT GROUP_CONCAT(state) FROM fulfilment"), "cancelled,submitted");
  EXPECT_EQ(state("1"), "submitted");
}

TEST_F(GateTest, WhatTheRuleAcceptsNeverLeaves) {
  configure(
      [](config::Account& account) { account.stores[0].orders.cancellations = config::Orders::Cancellations::accept; });
  routed(5);
  grow_stale();
  change("3", ask_to_cancel);
  must(run("submit"));
  EXPECT_EQ(state("3"), "cancelled");
  EXPECT_EQ(pushed("fulfilment-order/1"), 4u);
}

TEST_F(GateTest, AChannelThatCannotBeAskedIsWaitedForAndThenTheOrderGoesAndSaysSo) {
  routed(1);
  grow_stale();
  down = true;
  const auto began = clock.now();
  int tries = 0;
  for (; pushed("fulfilment-order/1") == 0 && clock.now() - began < 2h; clock.advance(1min), ++tries) (void)run("submit");
  EXPECT_GE(clock.now() - began, kGateBeforeSubmit);
  EXPECT_LE(clock.now() - began, kGateBeforeSubmit + 6min);
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_THAT(text("SELECT data FROM order_event WHERE type = 'notice'"), ::testing::HasSubstr("could not be asked"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE state = 'dead'"), 0) << "waiting costs no try";
}

TEST_F(GateTest, AChannelThatIsBackIsAskedBeforeTheOrderGoes) {
  routed(1);
  grow_stale();
  down = true;
  (void)run("submit");
  EXPECT_EQ(pushed("fulfilment-order/1"), 0u);
  down = false;
  change("1", ask_to_cancel);
  clock.advance(5min);
  must(run("submit"));
  EXPECT_EQ(state("1"), "held");
  EXPECT_EQ(pushed("fulfilment-order/1"), 0u);
}

TEST_F(GateTest, WhatTheChannelShowsAsCancelledIsNotConfirmed) {
  routed(2);
  must(run("submit"));
  ship();
  grow_stale();
  change("1", [](Order& order) { order.status = OrderStatus::cancelled; });
  must(run("confirm"));
  EXPECT_THAT(reads, ElementsAre("1 2"));
  EXPECT_EQ(pushed("shipment/1"), 1u);
  EXPECT_EQ(state("2"), "confirmed");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'shipped-all-the-same' AND resolved_at IS NULL"), 1);
  EXPECT_EQ(text("SELECT state FROM shipment ORDER BY id"), "not-needed");
}

TEST_F(GateTest, AConfirmationWaitsLessForAChannelThatCannotBeAsked) {
  routed(1);
  must(run("submit"));
  ship();
  grow_stale();
  down = true;
  const auto began = clock.now();
  for (; pushed("shipment/1") == 0 && clock.now() - began < 2h; clock.advance(1min)) (void)run("confirm");
  EXPECT_GE(clock.now() - began, kGateBeforeConfirm);
  EXPECT_LE(clock.now() - began, kGateBeforeConfirm + 6min);
  EXPECT_EQ(state("1"), "confirmed");
}

}  // namespace
}  // namespace fairway::flows::test
