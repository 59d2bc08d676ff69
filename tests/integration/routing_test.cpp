// Orders whose items are shipped by several: Amazon and a warehouse of the seller's own (ORD-7, ORD-8).
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// SKU-FBA is at Amazon, SKU-OWN in the warehouse, SKU-LOST should be at Amazon and is not.
class RoutedByItem : public ::testing::Test {
 protected:
  void begin(const std::string& routing, const std::string& orders) {
    WorldOptions options;
    options.host_extra = "plugins: [" FAIRWAY_PLUGINS ", shop]";
    options.account_extra = "skus: { file: skus.csv }\nrouting: { " + routing + " }";
    options.rules =
        "- { store: shop, method: Standard, service: Standard }\n      - { method: Standard, service: UPS Ground }";
    options.serve = {"--no-watch"};
    world_ = std::make_unique<World>(options);
    std::filesystem::create_directories(world_->config() / "shop");
    std::filesystem::copy_file(FAIRWAY_OWN_SHOP, world_->config() / "shop/own-shop.so");
    write_file(world_->config() / "skus.csv",
               "sku,fulfilled-by,warehouse:west\nSKU-FBA,us-main,\nSKU-OWN,west,W-7\nSKU-LOST,,W-8\n");
    replace_in(account_file(*world_), "warehouses:\n",
               "  shop:\n    plugin: own-shop\n    settings: { orders: [" + orders +
                   "] }\n    orders: { enabled: true, every: 1s, start: open-orders }\n    offers: { enabled: true "
                   "}\nwarehouses:\n");
    ASSERT_TRUE(world_->sandbox().control(
        "POST", "fba-stock", json::object{{"seller", World::seller(1)}, {"sku", "SKU-FBA"}, {"fulfillable", 7}}));
    ASSERT_TRUE(world_->start()) << world_->log();
  }
  bool confirmed(const std::string& id) {
    return until(
        [&] {  // Amazon's parcels are asked for each quarter of an hour
          world_->post("/v1/accounts/acme1/stores/us-main/run?flow=shipments");
          return state_of(*world_, "acme1", id) == "confirmed";
        },
        kSoon);
  }
  bool reaches(const std::string& id, const std::string& state) { return await_state(*world_, "acme1", id, state); }
  std::string told(const std::string& id) { return say(*world_, "acme1", id); }
  json::value shown(const std::string& id) { return world_->order("acme1", id); }
  // "west W-7 submitted", for each fulfilment order.
  std::vector<std::string> parts(const std::string& id) {
    std::vector<std::string> out;
    const auto order = shown(id);
    for (const auto& part : order.at("fulfilments").as_array())
      out.push_back(text_in(part, "warehouse") + " " + text_in(part, "state"));
    std::sort(out.begin(), out.end());
    return out;
  }
  std::size_t count(const std::string& id, const char* type) {
    const auto types = event_types(shown(id));
    return static_cast<std::size_t>(std::count(types.begin(), types.end(), type));
  }

  std::unique_ptr<World> world_;
};

TEST_F(RoutedByItem, AnOrderIsSplitBetweenAmazonAndTheWarehouseAndConfirmedOnceEach) {  // ORD-7, ORD-8
  begin("prefer: [us-main, west], split: true", "SHOP-1=SKU-FBA+SKU-OWN");
  ASSERT_TRUE(confirmed("SHOP-1")) << told("SHOP-1");
  EXPECT_THAT(parts("SHOP-1"), ElementsAre("us-main submitted", "west submitted"));
  EXPECT_EQ(journal_count(*world_, "mcf_create"), 1U);
  EXPECT_EQ(world_->sandbox().journal("create").size(), 1U) << "the warehouse has its part once";
  const auto order = shown("SHOP-1");
  ASSERT_EQ(order.at("shipments").as_array().size(), 2U);
  std::set<std::string> skus;
  for (const auto& parcel : order.at("shipments").as_array()) {
    EXPECT_EQ(text_in(parcel, "state"), "confirmed");
    for (const auto& line : parcel.at("lines").as_array()) skus.insert(text_in(line, "sku"));
  }
  EXPECT_THAT(skus, ElementsAre("SKU-FBA", "SKU-OWN")) << "as the shop calls them";
  EXPECT_EQ(count("SHOP-1", "confirmed"), 1U);
  EXPECT_EQ(count("SHOP-1", "confirmed-part") + count("SHOP-1", "confirmed"), 2U);
  for (const auto& violation : world_->sandbox().violations()) ADD_FAILURE() << json::serialize(describe(violation));
}

TEST_F(RoutedByItem, WithoutSplitItIsHeldUntilItMayBeSplit) {  // ORD-8
  begin("prefer: [us-main, west]", "SHOP-1=SKU-FBA+SKU-OWN");
  ASSERT_TRUE(reaches("SHOP-1", "held")) << told("SHOP-1");
  EXPECT_THAT(text_in(shown("SHOP-1"), "reason"), AllOf(HasSubstr("SKU-FBA by us-main"), HasSubstr("SKU-OWN by west")));
  replace_in(account_file(*world_), "prefer: [us-main, west]", "prefer: [us-main, west], split: true");
  EXPECT_EQ(world_->fairway({"reload"}).exit, 0);
  ASSERT_TRUE(confirmed("SHOP-1")) << told("SHOP-1");
  EXPECT_EQ(count("SHOP-1", "released"), 1U);
}

TEST_F(RoutedByItem, WhatAmazonCannotShipGoesToTheWarehouse) {  // ORD-7
  begin("prefer: [us-main], fallback-from-fba: [west]", "SHOP-1=SKU-LOST");
  ASSERT_TRUE(confirmed("SHOP-1")) << told("SHOP-1");
  EXPECT_THAT(parts("SHOP-1"), ElementsAre("us-main refused", "west submitted"));
  EXPECT_EQ(journal_count(*world_, "mcf_create"), 0U);
  EXPECT_EQ(world_->sandbox().journal("create").size(), 1U);
  EXPECT_THAT(world_->fairway({"why", "order", "SHOP-1"}).out,
              AllOf(HasSubstr("routing.fallback-from-fba"), HasSubstr("us-main refused it"), HasSubstr("SKU-LOST")));
}

}  // namespace
}  // namespace fairway::testing
