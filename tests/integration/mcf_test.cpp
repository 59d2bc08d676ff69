// What was sold in a shop of the seller's own and is shipped by Amazon (ORD-7), from end to end.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class FulfilledByAmazon : public ::testing::Test {
 protected:
  FulfilledByAmazon() : world_(options()) {
    std::filesystem::create_directories(world_.config() / "shop");
    std::filesystem::copy_file(FAIRWAY_OWN_SHOP, world_.config() / "shop/own-shop.so");
    sells("SHOP-1=SKU-FBA, SHOP-2=SKU-NOT-THERE");
  }
  void sells(const std::string& orders) {
    replace_in(account_file(world_), "warehouses:\n",
               "  shop:\n    plugin: own-shop\n    settings: { orders: [" + orders +
                   "] }\n"
                   "    orders: { enabled: true, every: 1s, start: open-orders }\nwarehouses:\n");
  }
  static WorldOptions options() {
    WorldOptions options;
    options.host_extra = "plugins: [" FAIRWAY_PLUGINS ", shop]";
    options.account_extra = "routing: { prefer: [us-main, west] }";
    options.rules =
        "- { store: shop, method: Standard, service: Standard }\n      - { method: Standard, service: UPS Ground }";
    return options;
  }
  void stock(std::int64_t fulfillable) {
    ASSERT_TRUE(world_.sandbox().control(
        "POST", "fba-stock", json::object{{"seller", World::seller(1)}, {"sku", "SKU-FBA"}, {"fulfillable", fulfillable}}));
  }
  // Amazon is asked each quarter of an hour; a test asks when it likes.
  void look(const std::string& flow) { world_.post("/v1/accounts/acme1/stores/us-main/run?flow=" + flow); }
  json::object echo() {
    for (const auto& item : items_of(world_.get("/v1/accounts/acme1/orders?state=dropped")))
      if (text_in(item, "channel_order_id").starts_with("S01-")) return item.as_object();
    return {};
  }
  std::string told(const std::string& id) { return say(world_, "acme1", id); }

  World world_;
};

TEST_F(FulfilledByAmazon, AnOrderOfAnotherShopIsShippedAndItsTrackingIsConfirmedOnce) {
  ASSERT_TRUE(world_.sandbox().control("POST", "fba-stock",
                                       json::object{{"seller", World::seller(1)}, {"sku", "SKU-FBA"}, {"fulfillable", 7}}));
  ASSERT_TRUE(world_.start()) << world_.log();
  const auto ready = [&] {
    look("shipments");
    return state_of(world_, "acme1", "SHOP-1") == "confirmed";
  };
  ASSERT_TRUE(until(ready, kSoon)) << told("SHOP-1");
  const auto order = world_.order("acme1", "SHOP-1");
  EXPECT_EQ(text_in(order.at("fulfilments").at(0), "warehouse"), "us-main");
  EXPECT_EQ(journal_count(world_, "mcf_create", "SHOP-1"), 1U);
  const auto shipped = world_.sandbox().journal("mcf_shipment");
  ASSERT_EQ(shipped.size(), 1U);
  EXPECT_EQ(text_in(shipment_of(order), "tracking_number"), text_at(shipped[0].detail, "tracking"));
  look("shipments");

  // A SKU that Amazon does not hold: refused with its name, and nothing of it is at Amazon. Nobody else is named to ship it.
  ASSERT_TRUE(await_state(world_, "acme1", "SHOP-2", "held")) << told("SHOP-2");
  EXPECT_THAT(text_in(world_.order("acme1", "SHOP-2"), "reason"), HasSubstr("SKU-NOT-THERE"));
  EXPECT_EQ(journal_count(world_, "mcf_create", "SHOP-2"), 0U);

  // Amazon shows what it ships as an order of its own.
  ASSERT_TRUE(until([&] { return !echo().empty(); }, kSoon)) << told("SHOP-1");
  EXPECT_EQ(text_in(echo(), "reason"), "echo of SHOP-1");

  look("stock");
  const auto level = [&] {
    for (const auto& one : items_of(world_.get("/v1/accounts/acme1/stock")))
      if (text_in(one, "warehouse") == "us-main" && text_in(one, "sku") == "SKU-FBA") return one;
    return json::value();
  };
  ASSERT_TRUE(until([&] { return level().is_object() && number_at(level(), "available") == 6; }, kSoon));
  EXPECT_EQ(text_in(level().at("locations").at(0), "location"), "FBA-US");

  const auto types = event_types(world_.order("acme1", "SHOP-1"));
  EXPECT_EQ(std::count(types.begin(), types.end(), "confirmed"), 1);
  EXPECT_EQ(std::count(types.begin(), types.end(), "shipped"), 1);
  EXPECT_TRUE(world_.sandbox().journal("create").empty()) << "the warehouse has none of it";
  for (const auto& violation : world_.sandbox().violations()) ADD_FAILURE() << json::serialize(describe(violation));
}

// ORD-2: after a lost answer Amazon is asked whether it has the order.
TEST_F(FulfilledByAmazon, AnAnswerThatIsLostMakesNoSecondOrder) {
  stock(7);
  ASSERT_TRUE(world_.sandbox().control(
      "POST", "faults", json::object{{"kind", "reset_after"}, {"operation", "createFulfillmentOrder"}, {"count", 1}}));
  ASSERT_TRUE(world_.start()) << world_.log();
  const auto ready = [&] {
    look("shipments");
    return state_of(world_, "acme1", "SHOP-1") == "confirmed";
  };
  ASSERT_TRUE(until(ready, kSoon)) << told("SHOP-1");
  EXPECT_EQ(journal_count(world_, "mcf_create", "SHOP-1"), 1U);
  EXPECT_EQ(journal_count(world_, "mcf_duplicate", "SHOP-1"), 0U);
}

// ORD-10: Amazon is asked before an order counts as cancelled, and what was reserved is free again.
TEST_F(FulfilledByAmazon, AnOrderIsCancelledAtAmazonFirst) {
  auto settings = world_.sandbox().settings();
  settings.accept_delay = std::chrono::hours(24 * 365);
  world_.sandbox().set(settings);
  stock(7);
  ASSERT_TRUE(world_.start()) << world_.log();
  ASSERT_TRUE(await_state(world_, "acme1", "SHOP-1", "submitted")) << told("SHOP-1");
  world_.post("/v1/accounts/acme1/orders/SHOP-1/cancel", json::object{{"reason", "the buyer called"}});
  ASSERT_TRUE(await_state(world_, "acme1", "SHOP-1", "cancelled")) << told("SHOP-1");
  EXPECT_EQ(journal_count(world_, "mcf_cancel", "SHOP-1"), 1U);
}

}  // namespace
}  // namespace fairway::testing
