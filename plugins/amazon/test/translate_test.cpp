#include "translate.hpp"

#include <gtest/gtest.h>

namespace {

using fairway::FulfilledBy;
using fairway::OrderStatus;

fairway::Order translated(const std::string& json) {
  return amazon::translate(fairway::from_json<amazon::remote::Order>(json));
}

TEST(Translate, EveryFieldFindsItsPlace) {
  const auto order = translated(R"({
    "orderId": "302-0000000-0000001", "orderAliases": [{"aliasId": "S-1", "aliasType": "SELLER_ORDER_ID"}, {"aliasId": "x", "aliasType": "OTHER"}],
    "createdTime": "2026-01-01T10:00:00Z", "lastUpdatedTime": "2026-01-01T12:00:00+01:00", "programs": ["PRIME", "SOMETHING_NEW"],
    "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
    "buyer": {"buyerName": "Erika Muster", "buyerEmail": "x@marketplace.example", "buyerCompanyName": "Muster GmbH", "buyerPurchaseOrderNumber": "PO-9"},
    "recipient": {"deliveryAddress": {"name": "Erika Muster", "companyName": "Muster GmbH", "addressLine1": "Weg 1", "addressLine2": "Hof", "addressLine3": "",
      "city": "Köln", "districtOrCounty": "Mitte", "stateOrRegion": "NW", "municipality": "Köln-Stadt", "postalCode": "01067", "countryCode": "DE", "phone": "+49 1", "addressType": "PICKUP_POINT"},
      "deliveryPreference": {"dropOffLocation": "porch", "addressInstruction": "ring twice"}},
    "proceeds": {"grandTotal": {"amount": "19.90", "currencyCode": "EUR"}},
    "fulfillment": {"fulfillmentStatus": "PARTIALLY_SHIPPED", "fulfilledBy": "MERCHANT", "fulfillmentServiceLevel": "SECOND_DAY",
      "shipByWindow": {"earliestDateTime": "2026-01-01T00:00:00Z", "latestDateTime": "2026-01-02T23:59:59Z"}, "deliverByWindow": {"latestDateTime": "2026-01-05T22:59:59Z"}},
    "orderItems": [{"orderItemId": "11", "quantityOrdered": 3, "product": {"asin": "B000000001", "title": "Tent", "sellerSku": "007", "condition": {"conditionType": "USED", "conditionSubtype": "LIKE_NEW"},
        "price": {"unitPrice": {"amount": "5.00", "currencyCode": "EUR"}}},
      "fulfillment": {"quantityFulfilled": 1, "quantityUnfulfilled": 2, "packing": {"giftOption": {"giftMessage": "Alles Gute", "giftWrapLevel": "classic"}},
        "shipping": {"internationalShipping": {"iossNumber": "IM1234567890"}}},
      "cancellation": {"cancellationRequest": {"requester": "BUYER", "cancelReason": "changed mind"}}}],
    "packages": [{"packageReferenceId": "1", "carrier": "DHL", "shippingService": "Paket", "trackingNumber": "JJD1", "shipTime": "2026-01-01T11:00:00Z",
      "packageStatus": {"status": "IN_TRANSIT"}, "packageItems": [{"orderItemId": "11", "quantity": 1}, {"orderItemId": "99", "quantity": 1}]}]})");
  EXPECT_EQ(order.channel_order_id, "302-0000000-0000001");
  EXPECT_EQ(order.seller_order_id, "S-1");
  EXPECT_EQ(order.marketplace, "A1PA6795UKMFR9");
  EXPECT_EQ(order.status.value, OrderStatus::partially_shipped);
  EXPECT_EQ(order.fulfilled_by.value, FulfilledBy::merchant);
  EXPECT_EQ(to_text(*order.updated_at), "2026-01-01T11:00:00Z");
  EXPECT_EQ(order.ship_category, "SecondDay");
  EXPECT_EQ(order.ship_service, "SecondDay");
  EXPECT_EQ(to_text(*order.ship_by), "2026-01-02T23:59:59Z");
  EXPECT_EQ(to_text(*order.deliver_by), "2026-01-05T22:59:59Z");
  EXPECT_EQ(order.ship_to.name.text, "Erika Muster");
  EXPECT_EQ(order.ship_to.city.text, "Köln");
  EXPECT_EQ(order.ship_to.postal_code.text, "01067");
  EXPECT_EQ(order.ship_to.state, "NW");
  EXPECT_EQ(order.ship_to.type, "pickup-point");
  EXPECT_EQ(order.ship_to.extra.members.size(), 4u);
  EXPECT_EQ(order.buyer.purchase_order.text, "PO-9");
  EXPECT_EQ(order.total.amount, "19.90");
  EXPECT_EQ(order.programs, (std::vector<std::string>{"PRIME", "SOMETHING_NEW"}));
  EXPECT_TRUE(order.confirmation_needed);
  ASSERT_EQ(order.lines.size(), 1u);
  const auto& line = order.lines[0];
  EXPECT_EQ(line.sku, "007");
  EXPECT_EQ(line.quantity, 3);
  EXPECT_EQ(line.quantity_shipped, 1);
  EXPECT_EQ(line.quantity_cancelled, 0);
  EXPECT_EQ(line.condition, "used_like_new");
  EXPECT_EQ(line.unit_price.amount, "5.00");
  EXPECT_EQ(line.gift_message.text, "Alles Gute");
  EXPECT_TRUE(line.cancel_requested);
  EXPECT_EQ(line.cancel_reason, "changed mind");
  ASSERT_EQ(order.packages.size(), 1u);
  EXPECT_EQ(order.packages[0].reference, "1");
  EXPECT_EQ(order.packages[0].status, "in-transit");
  EXPECT_EQ(order.packages[0].lines[0].sku, "007");
  EXPECT_EQ(order.packages[0].lines[1].line_id, "99") << "a line that the order does not show is kept";
}

// Unknown enum values are kept, for Amazon adds them without notice.
TEST(Translate, UnknownValuesAreKept) {
  const auto order = translated(
      R"({"orderId":"1","fulfillment":{"fulfillmentStatus":"ON_THE_MOON","fulfilledBy":"ROBOT","fulfillmentServiceLevel":"TELEPORT"}})");
  EXPECT_EQ(order.status.value, OrderStatus::unknown);
  EXPECT_EQ(order.status.raw, "ON_THE_MOON");
  EXPECT_EQ(order.fulfilled_by.raw, "ROBOT");
  EXPECT_EQ(order.ship_category, "TELEPORT");
}

TEST(Translate, StatusesAndLevels) {
  struct Case {
    const char* amazon;
    OrderStatus ours;
  };
  const Case statuses[] = {{"PENDING_AVAILABILITY", OrderStatus::pending_availability},
                           {"PENDING", OrderStatus::pending},
                           {"UNSHIPPED", OrderStatus::unshipped},
                           {"SHIPPED", OrderStatus::shipped},
                           {"CANCELLED", OrderStatus::cancelled},
                           {"UNFULFILLABLE", OrderStatus::unfulfillable}};
  for (const auto& one : statuses)
    EXPECT_EQ(
        translated(std::string(R"({"orderId":"1","fulfillment":{"fulfillmentStatus":")") + one.amazon + "\"}}").status.value,
        one.ours);
  struct Level {
    const char *amazon, *ours;
  };
  const Level levels[] = {{"STANDARD", "Standard"},        {"EXPEDITED", "Expedited"}, {"SECOND_DAY", "SecondDay"},
                          {"NEXT_DAY", "NextDay"},         {"SAME_DAY", "SameDay"},    {"PRIORITY", "Priority"},
                          {"FREE_ECONOMY", "FreeEconomy"}, {"SCHEDULED", "Scheduled"}, {"", ""}};
  for (const auto& one : levels) EXPECT_EQ(amazon::service_category(one.amazon), one.ours);
}

// Pending orders come without address, prices and buyer; required fields go missing on the wire.
TEST(Translate, AnOrderWithAlmostNothingInIt) {
  const auto order = translated(
      R"({"orderId":"1","buyer":null,"recipient":{"deliveryAddress":null},"orderItems":[{"orderItemId":"1","quantityOrdered":2,"product":null}]})");
  EXPECT_TRUE(order.ship_to.name.empty());
  EXPECT_TRUE(order.total.empty());
  EXPECT_EQ(order.lines.at(0).quantity, 2);
}

// ORD-10
TEST(Translate, CancelledUnitsAreWhatIsNeitherSentNorOpen) {
  const auto one = [](const char* status, const char* item) {
    return translated(std::string(R"({"orderId":"1","fulfillment":{"fulfillmentStatus":")") + status +
                      R"("},"orderItems":[)" + item + "]}")
        .lines.at(0);
  };
  EXPECT_EQ(one("CANCELLED", R"({"orderItemId":"1","quantityOrdered":3})").quantity_cancelled, 3);
  const auto partly =
      one("PARTIALLY_SHIPPED",
          R"({"orderItemId":"1","quantityOrdered":3,"fulfillment":{"quantityFulfilled":1,"quantityUnfulfilled":1},
    "cancellation":{"cancellationRequest":{"requester":"BUYER"},"cancellationExecution":{"cancelledBy":"MERCHANT","cancelReason":"no stock"}}})");
  EXPECT_EQ(partly.quantity_cancelled, 1);
  EXPECT_FALSE(partly.cancel_requested) << "it was answered";
  EXPECT_EQ(partly.cancel_reason, "no stock");
}

TEST(Translate, ShipPlusNeedsNoConfirmation) {
  EXPECT_FALSE(translated(R"({"orderId":"1","programs":["PRIME","FBM_SHIP_PLUS"]})").confirmation_needed);
}

}  // namespace
