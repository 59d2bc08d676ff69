// Amazon as a fulfiller: MCF orders by the clock and by hand, FBA stock, and the echo among the seller's orders (ORD-7, HST-14).
#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

constexpr const char* kPath = "/fba/outbound/2020-07-01/fulfillmentOrders";
const std::string kStock =
    "/fba/inventory/v1/summaries?granularityType=Marketplace&granularityId=ATVPDKIKX0DER&marketplaceIds=ATVPDKIKX0DER";

class McfTest : public SandboxTest {
 protected:
  void stock(const std::string& sku, std::int64_t fulfillable) {
    ASSERT_TRUE(sandbox_.control("POST", "fba-stock", {{"seller", "A1"}, {"sku", sku}, {"fulfillable", fulfillable}}));
  }
  static json::object address() {
    return {{"name", "Ada Almond"},
            {"addressLine1", "1 Mill Lane"},
            {"city", "Lakemere"},
            {"postalCode", "48084"},
            {"countryCode", "US"}};
  }
  static json::array items(std::int64_t quantity, const std::string& sku = "SKU-1") {
    return {json::object{{"sellerSku", sku}, {"sellerFulfillmentOrderItemId", "line-1"}, {"quantity", quantity}}};
  }
  Answer create(const std::string& reference, std::int64_t quantity = 2, const json::object& changes = {}) {
    json::object body{{"marketplaceId", "ATVPDKIKX0DER"},
                      {"sellerFulfillmentOrderId", reference},
                      {"displayableOrderId", "S-1"},
                      {"displayableOrderDate", "2026-11-22T12:00:00Z"},
                      {"displayableOrderComment", "Thank you"},
                      {"shippingSpeedCategory", "Standard"},
                      {"destinationAddress", address()},
                      {"items", items(quantity)}};
    for (const auto& [name, value] : changes) body[name] = value;
    return amazon("POST", kPath, json::serialize(body));
  }
  Answer preview(std::int64_t quantity, const std::string& sku = "SKU-1") {
    return amazon("POST", std::string(kPath) + "/preview",
                  json::serialize(json::object{
                      {"address", address()}, {"items", items(quantity, sku)}, {"shippingSpeedCategories", {"Standard"}}}));
  }
  json::value shown(const std::string& reference) {
    return amazon("GET", std::string(kPath) + "/" + reference).json().at("payload");
  }
  std::string status(const std::string& reference) {
    return std::string(text_at(shown(reference).at("fulfillmentOrder"), "fulfillmentOrderStatus"));
  }
  json::value level(const std::string& sku) {
    const auto answer = amazon("GET", kStock + "&details=true");
    for (const auto& row : answer.json().at("payload").at("inventorySummaries").get_array())
      if (text_at(row, "sellerSku") == sku) return row.at("inventoryDetails");
    return {};
  }
};

TEST_F(McfTest, AnOrderGoesItsWayByTheClockAndTakesItsStock) {
  amend({{"auto_ship", true}, {"partial_share", 0}});
  stock("SKU-1", 5);
  ASSERT_EQ(create("R-1").status, 200);
  EXPECT_EQ(status("R-1"), "Received");
  EXPECT_EQ(number_at(level("SKU-1"), "fulfillableQuantity"), 3);
  EXPECT_EQ(number_at(level("SKU-1").at("reservedQuantity"), "totalReservedQuantity"), 2);
  sandbox_.advance(std::chrono::seconds(5));
  EXPECT_EQ(status("R-1"), "Planning");
  sandbox_.advance(std::chrono::seconds(5));
  EXPECT_EQ(status("R-1"), "Processing");
  sandbox_.advance(std::chrono::minutes(30));
  const auto order = shown("R-1");
  EXPECT_EQ(status("R-1"), "Complete");
  const auto& shipment = order.at("fulfillmentShipments").at(0);
  EXPECT_EQ(text_at(shipment, "fulfillmentShipmentStatus"), "SHIPPED");
  EXPECT_NE(text_at(shipment.at("fulfillmentShipmentPackage").at(0), "carrierCode"), "");
  EXPECT_EQ(number_at(shipment.at("fulfillmentShipmentItem").at(0), "quantity"), 2);
  EXPECT_EQ(number_at(level("SKU-1").at("reservedQuantity"), "totalReservedQuantity"), 0);
  EXPECT_EQ(sandbox_.journal("mcf_create").size(), 1U);
  EXPECT_EQ(sandbox_.journal("mcf_shipment").size(), 1U);
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(McfTest, APreviewTellsWhatIsLackingAndWhatIsUnknown) {
  stock("SKU-1", 5);
  const auto one = [](const Answer& answer) { return answer.json().at("payload").at("fulfillmentPreviews").at(0); };
  EXPECT_TRUE(flag_at(one(preview(5)), "isFulfillable"));
  const auto lacking = one(preview(6));
  EXPECT_FALSE(flag_at(lacking, "isFulfillable"));
  EXPECT_EQ(text_at(lacking.at("unfulfillablePreviewItems").at(0), "sellerSku"), "SKU-1");
  const auto unknown = preview(1, "SKU-X");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_NE(unknown.body.find("line-1"), std::string::npos);
  EXPECT_EQ(number_at(level("SKU-1"), "fulfillableQuantity"), 5) << "a preview takes nothing";
}

TEST_F(McfTest, AReferenceIsUniqueForEver) {
  stock("SKU-1", 5);
  ASSERT_EQ(create("R-1").status, 200);
  EXPECT_EQ(create("R-1").status, 400);
  EXPECT_EQ(amazon("PUT", std::string(kPath) + "/R-1/cancel").status, 200);
  EXPECT_EQ(create("R-1").status, 400);
  EXPECT_EQ(number_at(level("SKU-1"), "fulfillableQuantity"), 5);
  EXPECT_EQ(sandbox_.journal("mcf_create").size(), 1U);
  EXPECT_EQ(sandbox_.journal("mcf_duplicate").size(), 2U);
}

TEST_F(McfTest, CancellingIsPossibleUntilItIsPacked) {
  stock("SKU-1", 5);
  create("R-1"), create("R-2", 1);
  sandbox_.advance(std::chrono::seconds(5));
  EXPECT_EQ(amazon("PUT", std::string(kPath) + "/R-1/cancel").status, 200);
  EXPECT_EQ(status("R-1"), "Cancelled");
  sandbox_.advance(std::chrono::seconds(5));
  EXPECT_EQ(status("R-1"), "Cancelled") << "what was due for it is off";
  EXPECT_EQ(amazon("PUT", std::string(kPath) + "/R-2/cancel").status, 400);
  EXPECT_EQ(amazon("PUT", std::string(kPath) + "/none/cancel").status, 404);
  EXPECT_EQ(number_at(level("SKU-1"), "fulfillableQuantity"), 4);
}

TEST_F(McfTest, WhatTheStockDoesNotCoverTurnsOutUnfulfillable) {
  stock("SKU-1", 1);
  ASSERT_EQ(create("R-1").status, 200);
  sandbox_.advance(std::chrono::seconds(5));
  EXPECT_EQ(status("R-1"), "Unfulfillable");
  EXPECT_EQ(number_at(level("SKU-1"), "fulfillableQuantity"), 1);
}

TEST_F(McfTest, TheControlPlaneShipsInPartsAndFails) {
  stock("SKU-1", 9);
  create("R-1"), create("R-2");
  ASSERT_TRUE(
      sandbox_.control("POST", "mcf/R-1", {{"action", "ship"}, {"partial", true}, {"carrier", "UPS"}, {"tracking", "1Z1"}}));
  EXPECT_EQ(status("R-1"), "Processing");
  ASSERT_TRUE(sandbox_.control("POST", "mcf/R-1", {{"action", "ship"}}));
  EXPECT_EQ(status("R-1"), "Complete");
  EXPECT_EQ(shown("R-1").at("fulfillmentShipments").get_array().size(), 2U);
  ASSERT_TRUE(sandbox_.control("POST", "mcf/R-2", {{"action", "fail"}}));
  EXPECT_EQ(status("R-2"), "Unfulfillable");
  EXPECT_FALSE(sandbox_.control("POST", "mcf/R-2", {{"action", "ship"}})) << "it has ended";
  EXPECT_FALSE(sandbox_.control("POST", "mcf/R-1", {{"action", "eat"}}));
  EXPECT_FALSE(sandbox_.control("POST", "mcf/none", {{"action", "ship"}}));
}

// Amazon lists what it ships for others among the seller's orders.
TEST_F(McfTest, AnOrderHasAnEchoAmongTheSellersOrders) {
  amend({{"lag", 0}});
  stock("SKU-1", 5);
  create("R-1");
  const auto found = [&] {
    return amazon(
               "GET",
               "/orders/2026-01-01/orders?marketplaceIds=ATVPDKIKX0DER&includedData=FULFILLMENT&lastUpdatedAfter=" + since())
        .json()
        .at("orders")
        .get_array();
  };
  ASSERT_EQ(found().size(), 1U);
  const auto echo = found()[0];
  EXPECT_EQ(text_at(echo.at("salesChannel"), "channelName"), "NON_AMAZON");
  EXPECT_EQ(text_at(echo.at("orderAliases").at(0), "aliasId"), "R-1");
  EXPECT_EQ(text_at(echo.at("fulfillment"), "fulfilledBy"), "AMAZON");
  EXPECT_EQ(text_at(echo.at("orderItems").at(0).at("product"), "sellerSku"), "SKU-1");
  ASSERT_TRUE(sandbox_.control("POST", "mcf/R-1", {{"action", "ship"}}));
  ASSERT_EQ(found().size(), 1U);
  EXPECT_EQ(text_at(found()[0].at("fulfillment"), "fulfillmentStatus"), "SHIPPED");
}

TEST_F(McfTest, ListsComeInPagesBoundToTheirQuery) {
  for (int i = 0; i < 60; ++i) stock("SKU-" + std::to_string(i), 1);
  const auto first = amazon("GET", kStock);
  EXPECT_EQ(first.json().at("payload").at("inventorySummaries").get_array().size(), 50U);
  const auto token = percent_encode(text_at(first.json().at("pagination"), "nextToken"));
  EXPECT_EQ(amazon("GET", kStock + "&details=true&nextToken=" + token).status, 400) << "another query";
  const auto second = amazon("GET", kStock + "&nextToken=" + token);
  EXPECT_EQ(second.json().at("payload").at("inventorySummaries").get_array().size(), 10U);
  sandbox_.advance(std::chrono::seconds(31));
  EXPECT_EQ(amazon("GET", kStock + "&nextToken=" + token).status, 400) << "it lives for 30 seconds";

  stock("SKU-1", 100);
  for (int i = 0; i < 55; ++i) create("R-" + std::to_string(i), 1);
  const auto list = amazon("GET", std::string(kPath) + "?queryStartDate=" + since());
  EXPECT_EQ(list.json().at("payload").at("fulfillmentOrders").get_array().size(), 50U);
  const auto rest = amazon("GET", std::string(kPath) + "?queryStartDate=" + since() +
                                      "&nextToken=" + percent_encode(text_at(list.json().at("payload"), "nextToken")));
  EXPECT_EQ(rest.json().at("payload").at("fulfillmentOrders").get_array().size(), 5U);
  const auto later = percent_encode(format_time(sandbox_.now() + std::chrono::hours(1)));
  EXPECT_TRUE(amazon("GET", std::string(kPath) + "?queryStartDate=" + later)
                  .json()
                  .at("payload")
                  .at("fulfillmentOrders")
                  .get_array()
                  .empty());
}

TEST_F(McfTest, RefusesWhatTheModelForbids) {
  stock("SKU-1", 5);
  EXPECT_EQ(create("R-1", 2, {{"shippingSpeedCategory", "Overnight"}}).status, 400);
  EXPECT_EQ(create(std::string(41, 'R')).status, 400);
  EXPECT_EQ(create("R-1", 0).status, 400);
  EXPECT_EQ(create("R-1", 251).status, 400);
  EXPECT_EQ(create("R-1", 2, {{"destinationAddress", json::object{{"name", "Ada"}}}}).status, 400);
  EXPECT_EQ(amazon("GET", "/fba/inventory/v1/summaries?granularityType=Marketplace").status, 400);
  EXPECT_TRUE(sandbox_.journal().empty());
}

// Amazon says yes, and the package never appears (the carrier was dropped without a word).
TEST_F(McfTest, AConfirmationMayBeDroppedSilently) {
  const auto id = inject(1, [](OrderSpec& spec) { spec.lines = 1, spec.quantity = 1; }).at(0);
  const auto item = std::string(text_at(order(id).at("orderItems").at(0), "orderItemId"));
  const auto confirm = [&] {
    return amazon("POST", "/orders/v0/orders/" + id + "/shipmentConfirmation",
                  json::serialize(json::object{{"marketplaceId", "ATVPDKIKX0DER"},
                                               {"packageDetail",
                                                {{"packageReferenceId", "1"},
                                                 {"carrierCode", "UPS"},
                                                 {"trackingNumber", "1Z"},
                                                 {"shipDate", format_time(sandbox_.now())},
                                                 {"orderItems", {{{"orderItemId", item}, {"quantity", 1}}}}}}}))
        .status;
  };
  ASSERT_TRUE(sandbox_.control("POST", "faults", {{"kind", "drop_package"}, {"count", 1}}));
  EXPECT_EQ(confirm(), 204);
  EXPECT_TRUE(order(id).at("packages").get_array().empty());
  EXPECT_EQ(sandbox_.journal("confirmation_dropped").size(), 1U);
  EXPECT_EQ(confirm(), 204);
  EXPECT_EQ(order(id).at("packages").get_array().size(), 1U);
  EXPECT_EQ(sandbox_.journal("confirmation").size(), 1U);
}

TEST_F(McfTest, AnOrderMayBeMissingFromTheSearchAndShowsWhenAskedFor) {
  amend({{"lag", 0}});
  const auto id = inject(1, [](OrderSpec& spec) { spec.hidden = true; }).at(0);
  const auto found = [&] {
    return amazon("GET", "/orders/2026-01-01/orders?lastUpdatedAfter=" + since()).json().at("orders").get_array().size();
  };
  EXPECT_EQ(found(), 0U);
  EXPECT_EQ(text_at(order(id), "orderId"), id);
  ASSERT_TRUE(sandbox_.control("POST", "orders/" + id, {{"action", "show"}}));
  EXPECT_EQ(found(), 1U);
  ASSERT_TRUE(sandbox_.control("POST", "orders/" + id, {{"action", "hide"}}));
  EXPECT_EQ(found(), 0U);
}

// As Orders 2026-01-01 shows it: on each item, with who asks, and the order counts as changed.
TEST_F(McfTest, ABuyersWishToCancelShowsOnTheOrder) {
  const auto id = inject(1).at(0);
  sandbox_.advance(std::chrono::minutes(1));
  ASSERT_TRUE(sandbox_.control("POST", "orders/" + id, {{"action", "request_cancel"}, {"reason", "FOUND_CHEAPER"}}));
  const auto seen = order(id);
  const auto& request = seen.at("orderItems").at(0).at("cancellation").at("cancellationRequest");
  EXPECT_EQ(text_at(request, "requester"), "BUYER");
  EXPECT_EQ(text_at(request, "cancelReason"), "FOUND_CHEAPER");
  EXPECT_EQ(text_at(seen, "lastUpdatedTime"), format_time(sandbox_.now()));
}

}  // namespace
}  // namespace fairway::sandbox
