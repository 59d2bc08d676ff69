// What an order lives through on a good day, and where it waits on others.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using sandbox::OrderSpec;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Journey : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    ASSERT_TRUE(world_->start()) << world_->log();
  }

  static std::string one(const std::function<void(OrderSpec&)>& shape = {}) {
    return world_
        ->inject(1, 1,
                 [&](OrderSpec& spec) {
                   spec.service_level = "STANDARD";
                   if (shape) shape(spec);
                 })
        .front();
  }
  static bool verified(const std::string& id) {
    return until([&] { return text_in(shipment_of(world_->order("acme1", id)), "state") == "verified"; }, kSoon);
  }
  static std::string told(const std::string& id) { return say(*world_, "acme1", id); }
};

// ORD-1, ORD-3, ORD-9, WMS-1, SHP-1
TEST_F(Journey, AnOrderGoesToTheWarehouseAndItsTrackingBackToAmazonWhichShowsIt) {
  const auto id = one([](OrderSpec& spec) { spec.quantity = 1, spec.lines = 1; });
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << told(id);
  ASSERT_TRUE(verified(id)) << told(id);
  const auto order = world_->order("acme1", id);
  EXPECT_EQ(text_in(order, "service"), "UPS Ground");
  EXPECT_THAT(text_in(order, "service_rule"), StartsWith("accounts/acme1.yaml:"));
  EXPECT_EQ(text_in(order.at("fulfilments").at(0), "reference"), id);
  EXPECT_EQ(journal_count(*world_, "create", id), 1U);
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 1U);
  EXPECT_TRUE(world_->sandbox().violations().empty());
}

// ORD-14, HST-7
TEST_F(Journey, EveryStepOfAnOrderIsInItsHistoryWithItsCause) {
  const auto id = one([](OrderSpec& spec) { spec.quantity = 1, spec.lines = 1; });
  ASSERT_TRUE(verified(id)) << told(id);
  const auto order = world_->order("acme1", id);
  std::vector<std::string> steps;
  for (const auto& type : event_types(order))
    for (const char* step : {"seen", "routed", "submitted", "shipped", "confirmed", "verified"})
      if (type == step) steps.push_back(type);
  EXPECT_THAT(steps, ::testing::ElementsAre("seen", "routed", "submitted", "shipped", "confirmed", "verified"));
  for (const auto& event : order.at("events").as_array()) EXPECT_NE(text_in(event, "cause"), "") << json::serialize(event);
  EXPECT_EQ(text_in(event_of(order, "routed"), "cause"), text_in(order, "service_rule"));  // the line of YAML that decided

  const auto why = world_->fairway({"why", "order", id});
  EXPECT_EQ(why.exit, 0) << why.out;
  for (const char* step : {"seen", "routed", "submitted", "shipped", "confirmed", "verified", "accounts/acme1.yaml:"})
    EXPECT_THAT(why.out, HasSubstr(step));
}

// ORD-9: a second parcel is a confirmation of its own.
TEST_F(Journey, AnOrderInTwoParcelsIsConfirmedTwiceAndThenWhole) {
  auto settings = world_->sandbox().settings();
  const auto before = settings;
  settings.partial_share = 1;
  world_->sandbox().set(settings);
  const auto id = one([](OrderSpec& spec) { spec.quantity = 3, spec.lines = 1; });
  const bool done = await_state(*world_, "acme1", id, "confirmed");
  world_->sandbox().set(before);
  ASSERT_TRUE(done) << told(id);
  const auto order = world_->order("acme1", id);
  EXPECT_EQ(order.at("shipments").as_array().size(), 2U);
  EXPECT_THAT(event_types(order), Contains("shipped-part"));
  std::int64_t units = 0;
  for (const auto& shipment : order.at("shipments").as_array())
    for (const auto& line : shipment.at("lines").as_array()) units += number_at(line, "quantity");
  EXPECT_EQ(units, 3);
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 2U);
}

// ORD-3: told in a feed, which nothing waits for.
TEST_F(Journey, AmazonIsToldThatTheOrderIsWorkedOnWithoutHoldingItUp) {
  const auto id = one();
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << told(id);  // not acknowledged yet, and yet confirmed
  EXPECT_EQ(text_in(world_->post("/v1/accounts/acme1/stores/us-main/run?flow=acknowledge"), "queued"),
            "acknowledge");  // HST-4: run now
  ASSERT_TRUE(await_event(*world_, "acme1", id, "acknowledged")) << told(id);
  EXPECT_TRUE(until([&] { return journal_count(*world_, "acknowledgement", id) == 1; }, kSoon));
  EXPECT_EQ(state_of(*world_, "acme1", id), "confirmed");
}

// ORD-1: what is passed over is listed with its reason and never reaches the warehouse.
TEST_F(Journey, AnOrderPassedOverIsListedWithItsReason) {
  const auto shipped = one([](OrderSpec& spec) { spec.status = sandbox::OrderStatus::shipped; });
  const auto cancelled = one([](OrderSpec& spec) { spec.status = sandbox::OrderStatus::cancelled; });
  const auto by_amazon = one([](OrderSpec& spec) { spec.by_amazon = true; });
  const auto old = one([](OrderSpec& spec) { spec.age = std::chrono::hours(24 * 40); });
  for (const auto& [id, reason] : std::map<std::string, std::string>{{shipped, "status shipped"},
                                                                     {cancelled, "cancelled"},
                                                                     {by_amazon, "fulfilled by amazon"},
                                                                     {old, "older than 30d"}}) {
    ASSERT_TRUE(await_state(*world_, "acme1", id, "dropped")) << told(id);
    EXPECT_THAT(text_in(world_->order("acme1", id), "reason"), HasSubstr(reason));
    EXPECT_EQ(journal_count(*world_, "create", id), 0U);
  }
}

// OFR-10 (the order's side), ORD-1
TEST_F(Journey, AnUnpaidOrderIsReservedAndGoesOnWhenItIsPaid) {
  const auto id = one([](OrderSpec& spec) {
    spec.status = sandbox::OrderStatus::pending;
    spec.pending_for = std::chrono::hours(24 * 365);
  });
  ASSERT_TRUE(await_state(*world_, "acme1", id, "reserved")) << told(id);
  EXPECT_EQ(journal_count(*world_, "create", id), 0U);
  ASSERT_TRUE(world_->sandbox().control("POST", "orders/" + id, json::object{{"action", "release"}}));
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << told(id);
  EXPECT_THAT(event_types(world_->order("acme1", id)), Contains("paid"));
}

// ORD-10: shown, and kept from the warehouse until somebody decides.
TEST_F(Journey, ABuyersWishToCancelHoldsTheOrder) {
  const auto id = one([](OrderSpec& spec) { spec.cancel_requested = "ordered twice"; });
  ASSERT_TRUE(await_state(*world_, "acme1", id, "held")) << told(id);
  const auto order = world_->order("acme1", id);
  EXPECT_THAT(text_in(order, "reason"), HasSubstr("buyer"));
  EXPECT_THAT(event_types(order), Contains("cancellation-requested"));
  EXPECT_EQ(journal_count(*world_, "create", id), 0U);
  EXPECT_EQ(
      text_in(world_->post("/v1/accounts/acme1/orders/" + id + "/cancel", json::object{{"reason", "as the buyer wishes"}}),
              "state"),
      "cancelled");
}

// ORD-4, HST-16: last, since it ends the host.
TEST_F(Journey, ZAnOrderWithoutAShippingRuleWaitsIsCountedAndGoesOnOnceTheRuleIsThere) {
  const auto ids = world_->inject(1, 2, [](OrderSpec& spec) { spec.service_level = "PRIORITY"; });
  for (const auto& id : ids) ASSERT_TRUE(await_state(*world_, "acme1", id, "needs-mapping")) << told(id);
  const auto unmapped = items_of(world_->get("/v1/accounts/acme1/unmapped"));
  ASSERT_EQ(unmapped.size(), 1U);
  EXPECT_EQ(text_in(unmapped[0], "ship_service"), "Priority");
  EXPECT_EQ(number_at(unmapped[0], "orders"), 2);
  EXPECT_THAT(text_in(world_->order("acme1", ids[0]), "reason"), HasSubstr("Priority"));

  EXPECT_EQ(world_->stop(), 0);
  replace_in(account_file(*world_), "- { category: Expedited",
             "- { method: Priority, service: UPS Next Day Air }\n      - { category: Expedited");
  ASSERT_TRUE(world_->start()) << world_->log();
  for (const auto& id : ids) {
    ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << told(id);
    EXPECT_EQ(text_in(world_->order("acme1", id), "service"), "UPS Next Day Air");
    EXPECT_EQ(journal_count(*world_, "create", id), 1U);
  }
  EXPECT_TRUE(items_of(world_->get("/v1/accounts/acme1/unmapped")).empty());
}

}  // namespace
}  // namespace fairway::testing
