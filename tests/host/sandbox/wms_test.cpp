#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

class WmsTest : public SandboxTest {
 protected:
  std::string create(const std::string& reference, int quantity = 2) {
    const auto answer = wms("POST", "/orders", wms_order(reference, quantity));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return std::string(text_at(answer.json(), "id"));
  }
  json::array items(const std::string& target) {
    const auto answer = wms("GET", target);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json().at("items").get_array();
  }
};

TEST_F(WmsTest, AReferenceIsTakenOnceForEver) {  // HST-14
  const auto id = create("111-1");
  {
    const auto again = wms("POST", "/orders", wms_order("111-1", 5));
    EXPECT_TRUE(again.status == 409 || again.status == 422);
    EXPECT_EQ(text_at(again.json(), "existing_order_id"), id);
    EXPECT_EQ(again.headers.at("content-type"), "application/problem+json");
  }
  EXPECT_EQ(sandbox_.journal("create").size(), 1U);
  EXPECT_EQ(sandbox_.journal("duplicate").size(), 1U);
  const auto found = items("/orders?reference=111-1");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(number_at(found[0].at("lines").at(0), "quantity"), 2);
  EXPECT_TRUE(items("/orders?reference=111-2").empty());
}

TEST_F(WmsTest, AWrongOrderIsRefusedWithTheFieldsAtFault) {
  const auto answer =
      wms("POST", "/orders", R"({"reference":"12345678901234567890123","warehouse_id":"W1","shipping_method":"x",
    "ship_to":{"name":"A","line1":"B","city":"C","country":"us"},"lines":[]})");
  EXPECT_EQ(answer.status, 400);
  std::set<std::string> fields;
  for (const auto& one : answer.json().at("errors").get_array()) fields.emplace(text_at(one, "field"));
  EXPECT_EQ(fields, (std::set<std::string>{"reference", "ship_to.country", "lines"}));
  EXPECT_EQ(sandbox_.violations().size(), 3U);
}

TEST_F(WmsTest, ShipsByItselfInOneOrTwoParts) {  // HST-14
  amend({{"auto_ship", true}, {"partial_share", 1.0}, {"wms_token_life", "1d"}});
  create("R-1", 3);
  sandbox_.advance(std::chrono::seconds(5));
  EXPECT_EQ(text_at(items("/orders?reference=R-1")[0], "status"), "accepted");
  sandbox_.advance(std::chrono::minutes(31));
  EXPECT_EQ(text_at(items("/orders?reference=R-1")[0], "status"), "partially_shipped");
  sandbox_.advance(std::chrono::minutes(31));
  EXPECT_EQ(text_at(items("/orders?reference=R-1")[0], "status"), "shipped");
  const auto shipments = items("/shipments");
  ASSERT_EQ(shipments.size(), 2U);
  EXPECT_TRUE(flag_at(shipments[0], "backorder"));
  EXPECT_EQ(number_at(shipments[0].at("parcels").at(0).at("lines").at(0), "quantity"), 2);
  EXPECT_TRUE(text_at(shipments[0].at("parcels").at(0), "tracking_number").starts_with("1Z"));
  EXPECT_EQ(text_at(shipments[1].at("parcels").at(0), "carrier"), "UPS");
}

TEST_F(WmsTest, ShipmentsArePagedOldestFirstFromAMoment) {
  amend({{"wms_page", 2}});
  for (int i = 0; i < 5; ++i) create("R-" + std::to_string(i));
  for (int i = 0; i < 5; ++i) {
    sandbox_.advance(std::chrono::minutes(1));
    ASSERT_TRUE(sandbox_.control("POST", "ship", {{"order", "R-" + std::to_string(i)}}));
  }
  std::vector<std::string> seen;
  std::string cursor;
  do {
    const auto answer = wms("GET", "/shipments?shipped_since=2026-11-22T12:02:00Z" +
                                       (cursor.empty() ? "" : "&cursor=" + percent_encode(cursor)));
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto page = answer.json();
    for (const auto& one : page.at("items").get_array()) seen.emplace_back(text_at(one, "reference"));
    cursor = text_at(page, "next");
  } while (!cursor.empty());
  EXPECT_EQ(seen, (std::vector<std::string>{"R-1", "R-2", "R-3", "R-4"}));
}

TEST_F(WmsTest, CancelsOnlyTheOrderThatWasRead) {
  const auto id = create("R-1");
  const auto tag = wms("GET", "/orders/" + id).headers.at("etag");
  sandbox_.advance(std::chrono::seconds(5));  // accepted meanwhile
  EXPECT_EQ(wms("POST", "/orders/" + id + "/cancel", "", {{"If-Match", tag}}).status, 412);
  const auto fresh = wms("GET", "/orders/" + id).headers.at("etag");
  const auto done = wms("POST", "/orders/" + id + "/cancel", "", {{"If-Match", fresh}});
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(text_at(done.json(), "status"), "cancelled");
  const auto shipped = create("R-2");
  ASSERT_TRUE(sandbox_.ship({}));
  const auto last = wms("GET", "/orders/" + shipped).headers.at("etag");
  EXPECT_EQ(wms("POST", "/orders/" + shipped + "/cancel", "", {{"If-Match", last}}).status, 409);
  EXPECT_EQ(wms("POST", "/orders/" + shipped + "/cancel").status, 400);
}

TEST_F(WmsTest, StockFollowsOrdersAndShipments) {  // HST-14
  sandbox_.set_stock("ACME", "W1", "SKU-1", 10);
  create("R-1", 12);
  auto stock = items("/inventory?sku=SKU-1")[0];
  EXPECT_EQ(number_at(stock, "committed"), 12);
  EXPECT_EQ(number_at(stock, "available"), -2);
  ASSERT_TRUE(sandbox_.ship({}));
  stock = items("/inventory?warehouse_id=W1")[0];
  EXPECT_EQ(number_at(stock, "on_hand"), 0);  // never below, whatever was found to ship
  EXPECT_EQ(number_at(stock, "committed"), 0);
}

TEST_F(WmsTest, APageOfStockHoldsItsPlaceWhenASkuIsAdded) {
  amend({{"wms_page", 2}});
  json::array rows;
  for (const auto* sku : {"B", "C", "D"})
    rows.push_back({{"depositor", "ACME"}, {"warehouse", "W1"}, {"sku", sku}, {"on_hand", 5}});
  ASSERT_TRUE(sandbox_.control("POST", "stock", {{"rows", rows}}));
  const auto first = wms("GET", "/inventory");
  sandbox_.set_stock("ACME", "W1", "A", 1);
  const auto second = wms("GET", "/inventory?cursor=" + std::string(text_at(first.json(), "next")));
  std::string seen;
  for (const auto* page : {&first, &second})
    for (const auto& row : page->json().at("items").get_array()) seen += text_at(row, "sku");
  EXPECT_EQ(seen, "BCDA");
  EXPECT_TRUE(second.json().at("next").is_null());
}

TEST_F(WmsTest, SignInIsNeededAndEnds) {
  EXPECT_EQ(send(sandbox_.ports().wms, "GET", "/orders", "", {{"X-Depositor", "ACME"}}).status, 401);
  EXPECT_EQ(wms("GET", "/orders").status, 200);
  sandbox_.advance(std::chrono::minutes(30));
  EXPECT_EQ(wms("GET", "/orders").status, 401);
}

}  // namespace
}  // namespace fairway::sandbox
