// Orders that are given up, with a real warehouse and a real Amazon between: by the buyer's wish under `cancellations: accept`,
// and by a person with a reason.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using sandbox::Fault;
using sandbox::FaultKind;
using sandbox::OrderSpec;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// The warehouse ships when it is told to.
class Cancelled : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    WorldOptions options;
    options.settings.auto_ship = false;
    options.orders = "every: 1s, start: open-orders, cancellations: accept";
    options.account_extra = "returns: { to: { company: Acme Returns, line1: Quay 1, city: Breda, country: NL } }\n";
    world_ = std::make_unique<World>(options);
    ASSERT_TRUE(world_->start()) << world_->log();
  }
  void TearDown() override { world_->sandbox().clear_faults(); }

  static std::string one(std::size_t lines = 1, const std::string& level = "STANDARD") {
    return world_
        ->inject(1, 1,
                 [&](OrderSpec& spec) {
                   spec.service_level = level, spec.quantity = 1, spec.lines = lines, spec.skus = {"SKU-1", "SKU-2"};
                 })
        .front();
  }
  static bool reaches(const std::string& id, const std::string& state) { return await_state(*world_, "acme1", id, state); }
  static std::string told(const std::string& id) { return say(*world_, "acme1", id); }
  static void buyer_asks(const std::string& id, const std::string& sku = {}) {
    json::object wish{{"action", "request_cancel"}};
    if (!sku.empty()) wish["sku"] = sku;
    ASSERT_TRUE(world_->sandbox().control("POST", "orders/" + id, wish));
  }
  static std::string channel_knows(const std::string& id) {
    const auto order = world_->order("acme1", id);
    const auto* all = find(order, "cancellations");
    return all && !all->as_array().empty() ? text_in(all->as_array().front(), "state") : "";
  }
  static bool verified(const std::string& id) {
    return until([&] { return channel_knows(id) == "verified"; }, kSoon);
  }
  static bool ship(const std::string& reference) {
    sandbox::ShipSpec spec;
    spec.order = reference;
    return until([&] { return world_->sandbox().ship(spec).value_or(0) == 1; }, kSoon);
  }
  // The items that Amazon shows as cancelled, with the reason that it was given.
  static std::map<std::string, std::string> cancelled_at_amazon(const std::string& id) {
    std::map<std::string, std::string> out;
    const auto order = world_->sandbox().control("GET", "orders/" + id, {}).value();
    for (const auto& item : order.at("orderItems").as_array())
      if (const auto* cancellation = find(item, "cancellation"))
        if (const auto* done = find(*cancellation, "cancellationExecution"))
          out[text_in(item.at("product"), "sellerSku")] =
              text_in(*done, "cancelledBy") + " " + text_in(*done, "cancelReason");
    return out;
  }
};

// ORD-10
TEST_F(Cancelled, ABuyersWishIsAcceptedOnceTheWarehouseAgreesAndAmazonIsTold) {
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  buyer_asks(id);
  ASSERT_TRUE(reaches(id, "cancelled")) << told(id);
  EXPECT_EQ(journal_count(*world_, "cancel", id), 1U);
  ASSERT_TRUE(verified(id)) << told(id);
  EXPECT_EQ(journal_count(*world_, "cancellation", id), 1U);
  for (const auto& [sku, how] : cancelled_at_amazon(id)) EXPECT_EQ(how, "MERCHANT BuyerCanceled") << sku;
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 0U);
  EXPECT_THAT(event_types(world_->order("acme1", id)), Contains("cancellation-told"));
  for (const auto& violation : world_->sandbox().violations()) ADD_FAILURE() << json::serialize(describe(violation));
}

// ORD-10: too late at the warehouse, so the order goes on and Amazon hears of a shipment only.
TEST_F(Cancelled, AWarehouseThatRefusesShipsAndAmazonIsNotToldOfACancellation) {
  Fault fault;
  fault.kind = FaultKind::error, fault.operation = "cancelOrder", fault.status = 409, fault.message = "it is packed",
  fault.count = 1;
  world_->sandbox().fault(fault);
  const auto id = one();
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  buyer_asks(id);
  ASSERT_TRUE(await_event(*world_, "acme1", id, "cancellation-refused")) << told(id);
  ASSERT_TRUE(ship(id)) << told(id);
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  EXPECT_EQ(channel_knows(id), "moot");
  EXPECT_EQ(journal_count(*world_, "cancellation", id), 0U);
}

// ORD-10, ORD-16: of one line.
TEST_F(Cancelled, ABuyersWishForOneLineLeavesTheOther) {
  const auto id = one(2);
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  buyer_asks(id, "SKU-2");
  ASSERT_TRUE(ship(id + "-2")) << told(id);
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  ASSERT_TRUE(verified(id)) << told(id);
  EXPECT_EQ(cancelled_at_amazon(id), (std::map<std::string, std::string>{{"SKU-2", "MERCHANT BuyerCanceled"}}));
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 1U);
}

// ORD-16: by command, with a reason; a slip is refused by name.
TEST_F(Cancelled, APersonCancelsALineAndTheRestGoesOutAgain) {
  const auto id = one(2);
  ASSERT_TRUE(reaches(id, "submitted")) << told(id);
  const auto slip =
      world_->fairway({"orders", "cancel", id, "--account", "acme1", "--line", "SKU-1", "--reason", "no-inventry"});
  EXPECT_EQ(slip.exit, 1);
  EXPECT_THAT(slip.out, HasSubstr("no-inventory"));
  const auto ran =
      world_->fairway({"orders", "cancel", id, "--account", "acme1", "--line", "SKU-1", "--reason", "no-inventory"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  ASSERT_TRUE(ship(id + "-2")) << told(id);
  ASSERT_TRUE(reaches(id, "confirmed")) << told(id);
  ASSERT_TRUE(verified(id)) << told(id);
  EXPECT_EQ(cancelled_at_amazon(id), (std::map<std::string, std::string>{{"SKU-1", "MERCHANT NoInventory"}}));
}

// ORD-10: oversold, and nobody has it yet: nobody is asked, Amazon is told.
TEST_F(Cancelled, AnOrderThatNobodyHasIsCancelledByRestAndAmazonIsTold) {
  const auto id = one(1, "PRIORITY");
  ASSERT_TRUE(reaches(id, "needs-mapping")) << told(id);
  const auto answer = world_->post("/v1/accounts/acme1/orders/" + id + "/cancel",
                                   json::object{{"reason", "no-inventory"}, {"note", "the last one broke"}});
  EXPECT_EQ(text_in(answer, "state"), "cancelled") << json::serialize(answer);
  EXPECT_EQ(text_in(answer, "reason"), "the last one broke");
  ASSERT_TRUE(verified(id)) << told(id);
  EXPECT_EQ(journal_count(*world_, "create", id), 0U);
  for (const auto& [sku, how] : cancelled_at_amazon(id)) EXPECT_EQ(how, "MERCHANT NoInventory") << sku;
}

// ORD-11
TEST_F(Cancelled, WhereReturnsGoIsShownWithTheWarehousesThatAreTold) {
  const auto returns = world_->get("/v1/accounts/acme1/returns");
  EXPECT_EQ(text_in(returns.at("to"), "company"), "Acme Returns") << json::serialize(returns);
  EXPECT_EQ(json::serialize(returns.at("warehouses_told")), R"(["west"])");
}

}  // namespace
}  // namespace fairway::testing
