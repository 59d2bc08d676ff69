#include <fairway/testing.hpp>
#include <gtest/gtest.h>

namespace {

using namespace fairway;
namespace ft = fairway::testing;

const std::string kSettings = R"({"url": "https://shop.example", "api-key": {"$secret": "key"}})";
const std::string kRow = R"({"id": "S-1", "state": "open", "changed": "2026-01-02T10:00:00Z", "delivery": "Standard",
  "name": "Made Up", "country": "US", "items": [{"id": "1", "sku": "SKU-1", "quantity": 2}]})";

struct PluginName : ::testing::Test {
  PluginName() { host.secrets.values["key"] = "made-up"; }
  ft::Pulled pull() { return ft::Plugin().start(host, kSettings).pull("orders"); }
  ft::TestHost host;
};

TEST_F(PluginName, BringsAPageAndSetsABadRowAside) {
  host.http.expect("GET", "https://shop.example/orders?after=")
      .respond(200, R"({"orders": [{"id": "S-0", "items": "none"}, )" + kRow + R"(], "cursor": "2"})");
  const auto pulled = pull();
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  ASSERT_EQ(pulled.documents<Order>().size(), 1u);
  EXPECT_EQ(pulled.documents<Order>()[0].lines.at(0).quantity, 2);
  EXPECT_EQ(pulled.rejects.size(), 1u);
  EXPECT_EQ(pulled.cursor(), "2");
}

TEST_F(PluginName, WhatTheShopRefusesIsSaidSo) {
  host.http.expect("GET", "*").respond(401);
  EXPECT_EQ(pull().code, FW_E_AUTH);
  host.http.expect("GET", "*").respond(429, "", {{"retry-after", "7"}});
  EXPECT_EQ(pull().cause().retry_after_ms, 7000);
}

TEST_F(PluginName, TellsAParcelWithTheSameKeyOnEveryTry) {
  Shipment parcel;
  parcel.channel_order_id = "S-1", parcel.tracking_number = "1Z1";
  host.http.expect("POST", "https://shop.example/shipments").respond(201, R"({"id": "P-1"})").always();
  auto shop = ft::Plugin().start(host, kSettings);
  EXPECT_EQ(shop.push<Shipment>({parcel}).results.at(0).remote_id, "P-1");
  EXPECT_TRUE(shop.push<Shipment>({parcel}, true).results.at(0).accepted());
  EXPECT_EQ(host.http.requests()[0].headers, host.http.requests()[1].headers);
}

}  // namespace
