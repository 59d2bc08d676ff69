// Shipments and corrections, with the real host against the sandbox: what Amazon drops, what a person puts right, what is held.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using sandbox::Fault;
using sandbox::FaultKind;
using sandbox::OrderSpec;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// The warehouse ships when it is told to; a confirmation is looked for once it is two seconds old.
class Corrections : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    WorldOptions options;
    options.settings.auto_ship = false;
    options.orders = "every: 1s, start: open-orders, unseen-after: 1s";
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
  static std::string path(const std::string& id) { return "/v1/accounts/acme1/orders/" + id; }
  static bool ship(const std::string& reference, const std::string& tracking = {}) {
    sandbox::ShipSpec spec;
    spec.order = reference, spec.tracking = tracking;
    return until([&] { return world_->sandbox().ship(spec).value_or(0) == 1; }, kSoon);
  }
  static std::string parcel(const std::string& id, std::string_view member) {
    return text_in(shipment_of(world_->order("acme1", id)), member);
  }
  static bool parcel_reaches(const std::string& id, const std::string& state) {
    return until([&] { return parcel(id, "state") == state; }, kSoon);
  }
  static std::size_t findings(const std::string& kind) { return items_of(world_->get("/v1/findings?kind=" + kind)).size(); }
  // Runs a command about the account, which must end well.
  static std::string run(std::vector<std::string> words) {
    words.insert(words.end(), {"--account", "acme1"});
    const auto ran = world_->fairway(words);
    EXPECT_EQ(ran.exit, 0) << ran.out;
    return ran.out;
  }
};

// ORD-9: Amazon says yes, and the parcel never appears.
TEST_F(Corrections, AConfirmationThatAmazonDropsIsAlarmedAndSentAgainUnderItsReference) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  Fault fault;
  fault.kind = FaultKind::drop_package, fault.operation = "confirmShipment", fault.count = 1;
  world_->sandbox().fault(fault);
  ASSERT_TRUE(ship(id));
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  ASSERT_TRUE(until([] { return findings("unseen") == 1; }, kSoon)) << told(id);
  EXPECT_EQ(parcel(id, "state"), "confirmed");
  EXPECT_THAT(run({"shipments", "list", "--state", "confirmed"}), HasSubstr("confirmed, unseen"));
  run({"shipment", "send", parcel(id, "id")});
  ASSERT_TRUE(parcel_reaches(id, "verified")) << told(id);
  EXPECT_TRUE(until([] { return findings("unseen") == 0; }, kSoon));
  const auto dropped = world_->sandbox().journal("confirmation_dropped");
  ASSERT_EQ(dropped.size(), 1U);
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 1U);
  for (const auto& entry : world_->sandbox().journal("confirmation"))
    if (entry.order == id) { EXPECT_EQ(entry.item, dropped[0].item) << "the same package"; }
}

// SHP-2: a doubt is shown and stops nothing; a PATCH is an edit.
TEST_F(Corrections, ADoubtfulTrackingNumberIsConfirmedAndListedUntilItIsCorrected) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  ASSERT_TRUE(ship(id, "1Z12345E0205271689"));
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  const auto listed = run({"shipments", "list", "--warned"});
  EXPECT_THAT(listed, HasSubstr("the check digit does not fit a number of UPS"));
  const auto answer = ask("PATCH", api_url(*world_) + "/v1/accounts/acme1/shipments/" + parcel(id, "id"),
                          R"({"tracking_number": "1Z12345E0205271686"})",
                          {{"Authorization", "Bearer " + admin_token(*world_)}, {"Content-Type", "application/json"}});
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(text_in(answer.json(), "warning"), "");
  ASSERT_TRUE(until([&] { return journal_count(*world_, "confirmation_edit", id) == 1; }, kSoon)) << told(id);
  EXPECT_THAT(run({"shipments", "list", "--warned"}), Not(HasSubstr("1Z12345E")));
}

// ORD-9: what Amazon ships by a programme of its own it confirms itself; the warehouse gets the order all the same.
TEST_F(Corrections, AnOrderThatAmazonConfirmsItselfIsShippedAndNotConfirmed) {
  const auto id = one([](OrderSpec& spec) { spec.programs = {"FBM_SHIP_PLUS"}; });
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  ASSERT_TRUE(ship(id));
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  const auto order = world_->order("acme1", id);
  EXPECT_FALSE(flag_at(order, "confirmation_needed"));
  EXPECT_EQ(parcel(id, "state"), "not-needed");
  EXPECT_THAT(json::serialize(event_of(order, "seen")), HasSubstr("takes no confirmations"));
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 0U);
}

// ORD-16, by command.
TEST_F(Corrections, AnOrderThatWaitsIsCorrectedAndGoesOn) {
  const auto id = one([](OrderSpec& spec) { spec.service_level = "PRIORITY"; });
  ASSERT_TRUE(reaches(id, "needs-mapping")) << told(id);
  const auto out = run({"orders", "edit", id, "--service", "UPS Next Day Air", "--address-line1", "Right Street 5", "--city",
                        "Right City", "--postal-code", "12345", "--country", "US", "--phone", "5550100", "--name", "Ada"});
  EXPECT_THAT(out, Not(HasSubstr("Right Street")));
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  const auto order = world_->order("acme1", id);
  EXPECT_EQ(text_in(order, "service"), "UPS Next Day Air");
  EXPECT_TRUE(flag_at(order, "corrected"));
  EXPECT_THAT(json::serialize(event_of(order, "corrected")), HasSubstr("address_line1"));
  EXPECT_THAT(json::serialize(order), Not(HasSubstr("Right")));
  EXPECT_EQ(read_bytes_below(world_->data()).find("Right Street 5"), std::string::npos) << "sealed, in every file";
}

// ORD-16: rejected, corrected, and sent under the same reference.
TEST_F(Corrections, AnOrderThatTheWarehouseRejectedIsCorrectedAndSentAgain) {
  const auto id = one([](OrderSpec& spec) { spec.recipient = {{"name", std::string(80, 'N')}}; });
  ASSERT_TRUE(reaches(id, "rejected")) << told(id);
  const auto edited = world_->post(path(id) + "/edit", {{"name", "Nn"}});
  EXPECT_THAT(event_types(edited), Contains("corrected")) << json::serialize(edited);
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  EXPECT_EQ(journal_count(*world_, "create", id), 1U);
}

// ORD-16: asked back, then sent anew.
TEST_F(Corrections, AnOrderThatTheWarehouseHasIsAskedBackAndSentAnew) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  world_->post(path(id) + "/edit", {{"city", "Right City"}});
  ASSERT_TRUE(until([&] { return journal_count(*world_, "create", id + "-2") == 1; }, kSoon)) << told(id);
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  EXPECT_EQ(journal_count(*world_, "cancel", id), 1U);
  ASSERT_TRUE(ship(id + "-2"));
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  EXPECT_EQ(journal_count(*world_, "shipment", id), 0U) << "nothing ships twice";
  EXPECT_EQ(number_at(world_->post(path(id) + "/edit", {{"city", "Too Late"}}), "status"), 409);
}

// ORD-14, ORD-16
TEST_F(Corrections, AnOrderIsResubmittedByCommand) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  run({"orders", "resubmit", id, "--reason", "lost there"});
  EXPECT_TRUE(until([&] { return journal_count(*world_, "create", id + "-2") == 1; }, kSoon)) << told(id);
}

// ORD-16, HST-7: what cannot be right is refused with its words, and nothing happens.
TEST_F(Corrections, AnEditThatCannotBeRightIsRefusedWithWords) {
  const auto id = one([](OrderSpec& spec) { spec.service_level = "PRIORITY"; });
  ASSERT_TRUE(reaches(id, "needs-mapping")) << told(id);
  struct Wrong {
    json::value body;
    const char* said;
  };
  const Wrong cases[] = {{json::object{}, "nothing to correct"},
                         {json::array{}, "JSON object"},
                         {{{"adress_line1", "x"}}, "did you mean \"address_line1\"?"},
                         {{{"country", "Canada"}}, "two capital letters"},
                         {{{"city", 7}}, "a text is expected"}};
  for (const auto& one : cases) {
    const auto answer = world_->post(path(id) + "/edit", one.body);
    EXPECT_EQ(number_at(answer, "status"), 422) << json::serialize(answer);
    EXPECT_THAT(text_in(answer, "detail"), HasSubstr(one.said));
  }
  EXPECT_EQ(number_at(world_->post(path("none") + "/edit", {{"city", "x"}}), "status"), 404);
  EXPECT_FALSE(flag_at(world_->order("acme1", id), "corrected"));
}

// ORD-16: held, seen, and released.
TEST_F(Corrections, AHeldWarehouseLetsOrdersWaitUntilItIsReleased) {
  const auto before = one();
  ASSERT_TRUE(reaches(before, "submitted")) << told(before);
  EXPECT_THAT(run({"warehouse", "hold", "west", "--reason", "stock count"}), HasSubstr("held by"));
  const auto id = one();
  ASSERT_TRUE(until([&] { return text_in(world_->order("acme1", id), "reason").starts_with("waits: west is held"); }, kSoon))
      << told(id);
  EXPECT_EQ(state_of(*world_, "acme1", id), "routed");
  EXPECT_THAT(run({"store", "list"}), HasSubstr("stock count"));
  EXPECT_THAT(json::serialize(world_->get("/health/ready")), HasSubstr(R"("held":["acme1/west"])"));
  EXPECT_THAT(world_->fairway({"plan"}).out, HasSubstr("acme1: west is held by"));
  EXPECT_THAT(run({"explain", "warehouses.west.plugin"}), HasSubstr("warehouses.west is held"));
  ASSERT_TRUE(ship(before));  // what was sent goes on
  ASSERT_TRUE(reaches(before, "confirmed")) << told(before);
  EXPECT_EQ(journal_count(*world_, "create", id), 0U);
  EXPECT_EQ(world_->stop(), 0);  // a hold outlives the host
  ASSERT_TRUE(world_->start()) << world_->log();
  EXPECT_THAT(json::serialize(world_->get("/health/ready")), HasSubstr("acme1/west"));
  run({"warehouse", "release", "west"});
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
}

// ORD-16, by REST.
TEST_F(Corrections, AHeldStoreLetsItsOrdersWait) {
  const std::string store = "/v1/accounts/acme1/stores/us-main/";
  const auto held = world_->post(store + "hold", {{"reason", "a recall"}});
  EXPECT_THAT(json::serialize(held), HasSubstr(R"("reason":"a recall")"));
  const auto id = one();
  ASSERT_TRUE(
      until([&] { return text_in(world_->order("acme1", id), "reason").starts_with("waits: us-main is held"); }, kSoon))
      << told(id);
  EXPECT_EQ(number_at(world_->post("/v1/accounts/acme1/stores/nobody/hold"), "status"), 404);
  EXPECT_EQ(number_at(world_->post("/v1/accounts/acme1/warehouses/us-main/hold"), "status"), 404);
  world_->post(store + "release");
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  EXPECT_EQ(number_at(world_->post(store + "release"), "status"), 404);
}

}  // namespace
}  // namespace fairway::testing
