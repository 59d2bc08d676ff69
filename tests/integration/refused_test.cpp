// Somebody says no: Amazon to a parcel, the warehouse to an order, a person to either. Nothing is lost, all can go on.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using sandbox::Fault;
using sandbox::FaultKind;
using sandbox::OrderSpec;
using ::testing::Contains;
using ::testing::HasSubstr;

// The warehouse ships when it is told to.
class Refused : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    WorldOptions options;
    options.settings.auto_ship = false;
    world_ = std::make_unique<World>(options);
    ASSERT_TRUE(world_->start()) << world_->log();
  }
  void TearDown() override { world_->sandbox().clear_faults(); }

  static std::string one(const std::function<void(OrderSpec&)>& shape = {}) {
    return world_
        ->inject(1, 1,
                 [&](OrderSpec& spec) {
                   spec.service_level = "STANDARD", spec.quantity = 1, spec.lines = 1;
                   if (shape) shape(spec);
                 })
        .front();
  }
  static bool reaches(const std::string& id, const std::string& state) { return await_state(*world_, "acme1", id, state); }
  static std::string told(const std::string& id) { return say(*world_, "acme1", id); }
  static json::value act(const std::string& id, const std::string& verb, const json::object& body = {}) {
    return world_->post("/v1/accounts/acme1/orders/" + id + "/" + verb, body);
  }
  // Ships the order once the warehouse has accepted it.
  static bool ship(const std::string& id, const std::string& carrier = {}, const std::string& service = {}) {
    sandbox::ShipSpec spec;
    spec.order = id, spec.carrier = carrier, spec.service = service;
    return until([&] { return world_->sandbox().ship(spec).value_or(0) == 1; }, kSoon);
  }
  static std::string parcel_state(const std::string& id) {
    return text_in(shipment_of(world_->order("acme1", id)), "state");
  }
  static bool parcel_reaches(const std::string& id, const std::string& state) {
    return until([&] { return parcel_state(id) == state; }, kSoon);
  }
  static void refuse(const char* operation, int status, const char* message) {
    Fault fault;
    fault.kind = FaultKind::error, fault.operation = operation, fault.status = status, fault.message = message,
    fault.count = 1;
    world_->sandbox().fault(fault);
  }
};

// ORD-9, SHP-2: "UP Ground" never leaves the house.
TEST_F(Refused, AnUnknownCarrierIsNotSentNamesTheNearestAndIsSentOnceEdited) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  ASSERT_TRUE(ship(id, "UP Ground", "Ground"));
  ASSERT_TRUE(parcel_reaches(id, "failed")) << told(id);
  const auto order = world_->order("acme1", id);
  const auto parcel = shipment_of(order);
  EXPECT_THAT(text_in(parcel, "error"), HasSubstr("did you mean \"UPS Ground\"?"));
  EXPECT_EQ(text_in(order, "state"), "shipped");
  EXPECT_THAT(event_types(order), Contains("confirmation-refused"));
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 0U);
  const auto failed = items_of(world_->get("/v1/accounts/acme1/shipments?state=failed"));
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(text_in(failed[0], "id"), text_in(parcel, "id"));

  const auto edited = world_->post("/v1/accounts/acme1/shipments/" + text_in(parcel, "id"),
                                   json::object{{"carrier", "UPS"}, {"service", "UPS Ground"}});
  EXPECT_EQ(text_in(edited, "carrier"), "UPS") << json::serialize(edited);
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 1U);
  EXPECT_TRUE(items_of(world_->get("/v1/accounts/acme1/shipments?state=failed")).empty());
}

// ORD-9, by the command line.
TEST_F(Refused, AShipmentCanBeEditedByCommand) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  ASSERT_TRUE(ship(id, "Fedx"));
  ASSERT_TRUE(parcel_reaches(id, "failed")) << told(id);
  const auto listed = world_->fairway({"shipments", "list", "--account", "acme1", "--state", "failed"});
  EXPECT_THAT(listed.out, HasSubstr("did you mean \"FedEx\"?"));
  const auto ran = world_->fairway({"shipment", "edit", "--account", "acme1",
                                    text_in(shipment_of(world_->order("acme1", id)), "id"), "--carrier", "FedEx"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_TRUE(reaches(id, "confirmed")) << told(id);
}

// ORD-9, ORD-14
TEST_F(Refused, AParcelThatAmazonRefusesIsKeptWithItsWordsAndSentAgainOnRetry) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  refuse("confirmShipment", 400, "The package is not welcome");
  ASSERT_TRUE(ship(id));
  ASSERT_TRUE(parcel_reaches(id, "failed")) << told(id);
  EXPECT_THAT(text_in(shipment_of(world_->order("acme1", id)), "error"), HasSubstr("The package is not welcome"));
  act(id, "retry");
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 1U);
}

// ORD-14
TEST_F(Refused, AnOrderThatTheWarehouseRefusesIsRejectedWithItsWordsAndGoesOnOnRetry) {
  refuse("createOrder", 400, "We do not like it");
  const auto id = one();
  ASSERT_TRUE(reaches(id, "rejected")) << told(id);
  EXPECT_THAT(text_in(world_->order("acme1", id), "reason"), HasSubstr("We do not like it"));
  EXPECT_EQ(journal_count(*world_, "create", id), 0U);
  const auto ran = world_->fairway({"orders", "retry", "--account", "acme1", id});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  EXPECT_EQ(text_in(world_->order("acme1", id).at("fulfilments").at(0), "reference"), id);  // the same key as before
  EXPECT_EQ(journal_count(*world_, "create", id), 1U);
}

// ORD-14, WMS-1: an address that the warehouse cannot take is told to a person, not tried for ever.
TEST_F(Refused, AnAddressTooLongForTheWarehouseIsRejectedWithTheField) {
  const auto id = one([](OrderSpec& spec) { spec.recipient = {{"name", std::string(80, 'N')}}; });
  ASSERT_TRUE(reaches(id, "rejected")) << told(id);
  const auto event = event_of(world_->order("acme1", id), "refused");
  ASSERT_FALSE(event.empty());
  EXPECT_THAT(json::serialize(event.at("data")), HasSubstr("ship_to/name"));
  EXPECT_EQ(json::serialize(world_->order("acme1", id)).find(std::string(20, 'N')),
            std::string::npos);  // whose name it is stays sealed
}

// ORD-14: by REST.
TEST_F(Refused, AnOrderIsHeldReleasedAndCancelledByRest) {
  const auto id = one([](OrderSpec& spec) { spec.service_level = "PRIORITY"; });
  ASSERT_TRUE(reaches(id, "needs-mapping")) << told(id);
  const auto held = act(id, "hold", {{"reason", "the buyer rang"}});
  EXPECT_EQ(text_in(held, "state"), "held") << json::serialize(held);
  EXPECT_EQ(text_in(held, "reason"), "the buyer rang");
  EXPECT_THAT(text_in(event_of(held, "held"), "cause"), HasSubstr("by "));
  act(id, "release");
  ASSERT_TRUE(reaches(id, "needs-mapping")) << told(id);
  EXPECT_EQ(text_in(act(id, "cancel", {{"reason", "enough"}}), "state"), "cancelled");
  EXPECT_EQ(number_at(act(id, "hold"), "status"), 409);
  EXPECT_EQ(number_at(act(id, "release"), "status"), 409);
}

// ORD-14: by command.
TEST_F(Refused, AnOrderIsHeldReleasedAndCancelledByCommand) {
  const auto id = one([](OrderSpec& spec) { spec.service_level = "PRIORITY"; });
  ASSERT_TRUE(reaches(id, "needs-mapping")) << told(id);
  EXPECT_EQ(world_->fairway({"orders", "hold", "--account", "acme1", id, "--reason", "wait"}).exit, 0);
  EXPECT_EQ(state_of(*world_, "acme1", id), "held");
  const auto listed = world_->fairway({"orders", "list", "--account", "acme1", "--state", "held"});
  EXPECT_THAT(listed.out, ::testing::AllOf(HasSubstr(id), HasSubstr("wait")));
  EXPECT_EQ(world_->fairway({"orders", "release", "--account", "acme1", id}).exit, 0);
  ASSERT_TRUE(reaches(id, "needs-mapping")) << told(id);
  EXPECT_EQ(world_->fairway({"order", "cancel", "--account", "acme1", id, "--reason", "enough"}).exit, 0);
  EXPECT_EQ(state_of(*world_, "acme1", id), "cancelled");
  const auto again = world_->fairway({"order", "cancel", "--account", "acme1", id});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.out, HasSubstr("cancelled"));
}

// ORD-10, WMS-1: the warehouse is asked first.
TEST_F(Refused, CancellingWhatTheWarehouseHasAsksTheWarehouse) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  act(id, "cancel", {{"reason", "oversold"}});
  ASSERT_TRUE(reaches(id, "cancelled")) << told(id);
  EXPECT_EQ(journal_count(*world_, "cancel", id), 1U);
}

// ORD-10: too late is said, and the order goes on.
TEST_F(Refused, WhatHasShippedAlreadyIsNotCancelled) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  ASSERT_TRUE(ship(id));
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  EXPECT_EQ(number_at(act(id, "cancel"), "status"), 409);
  EXPECT_EQ(state_of(*world_, "acme1", id), "confirmed");
}

}  // namespace
}  // namespace fairway::testing
