#include <fairway/testing.hpp>
#include <gtest/gtest.h>

namespace {

using namespace fairway;
namespace ft = fairway::testing;

const std::string kSettings = R"({"url": "https://wms.example", "api-key": {"$secret": "key"}})";

struct PluginName : ::testing::Test {
  PluginName() { host.secrets.values["key"] = "made-up"; }
  ft::TestHost host;
};

TEST_F(PluginName, AnOrderIsPutUnderItsReference) {
  host.http.expect("PUT", "https://wms.example/orders/R-1").respond(201, R"({"id": "W-1"})").always();
  FulfilmentOrder order;
  order.reference = "R-1", order.ship_to.name = {"Made Up"}, order.lines = {{"1", "SKU-1", "", 2}};
  auto warehouse = ft::Plugin().start(host, kSettings);
  EXPECT_EQ(warehouse.push<FulfilmentOrder>({order}).results.at(0).remote_id, "W-1");
  EXPECT_EQ(warehouse.push<FulfilmentOrder>({order}, true).results.at(0).remote_id, "W-1");
}

TEST_F(PluginName, ACancellationThatComesTooLateIsRefused) {
  host.http.expect("DELETE", "*").respond(409);
  Cancellation cancellation;
  cancellation.reference = "R-1";
  auto warehouse = ft::Plugin().start(host, kSettings);
  EXPECT_EQ(warehouse.push<Cancellation>({cancellation}).results.at(0).code, FW_E_REJECTED);
}

TEST_F(PluginName, BringsParcelsAndSetsABadRowAside) {
  host.http.expect("GET", "https://wms.example/shipments?after=")
      .respond(200, R"({"shipments": [{"id": "P-1", "reference": "R-1", "carrier": "UPS", "tracking": "1Z1",
        "shipped": "2026-01-02T10:00:00Z", "lines": [{"sku": "SKU-1", "quantity": 2}]}, {"lines": "none"}], "cursor": "1"})");
  const auto pulled = ft::Plugin().start(host, kSettings).pull("shipments");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(pulled.documents<Shipment>().at(0).tracking_number, "1Z1");
  EXPECT_EQ(pulled.rejects.size(), 1u);
}

}  // namespace
