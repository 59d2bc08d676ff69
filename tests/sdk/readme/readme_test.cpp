// The plugin of the SDK's README works as it stands there (SDK-2).
#include <gtest/gtest.h>

#include "fairway/testing.hpp"

namespace fairway {
namespace {

TEST(ReadmePlugin, PullsOrdersPageByPage) {
  testing::TestHost host;
  host.secrets.values["key"] = "s3cret";
  host.http.expect("GET", "https://shop.example/orders?after=")
      .respond(200, R"({"orders": [{"id": 7, "state": "open", "delivery": "Standard", "country": "NL",
                         "items": [{"id": "1", "sku": "MUG-1", "quantity": 2}]}], "next": "a b"})");
  host.http.expect("GET", "https://shop.example/orders?after=a%20b")
      .respond(200, R"({"orders": [{"id": "8", "changed": "2026-03-01T09:00:00Z"}]})");
  auto shop = testing::Plugin().start(host, R"({"url": "https://shop.example", "api-key": {"$secret": "key"}})");
  const auto pulled = shop.pull("orders");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto orders = pulled.documents<Order>();
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].channel_order_id, "7");
  ASSERT_EQ(orders[0].lines.size(), 1u);
  EXPECT_EQ(orders[0].lines[0].sku, "MUG-1");
  EXPECT_EQ(orders[0].lines[0].quantity, 2);
  EXPECT_EQ(orders[0].ship_service, "Standard");
  EXPECT_EQ(orders[1].status, OrderStatus::shipped);
  EXPECT_EQ(pulled.cursor(), "a b");
  EXPECT_TRUE(host.http.unmet().empty());
  EXPECT_TRUE(host.problems.empty());
  EXPECT_EQ(host.http.requests()[0].headers[0].second, "Bearer {{secret:key}}");
}

}  // namespace
}  // namespace fairway
