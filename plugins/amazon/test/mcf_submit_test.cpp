// Orders sold elsewhere that Amazon ships (ORD-7): each once, and only where Amazon would ship it.
#include "mcf_support.hpp"

namespace {

using namespace amazon_test;
using fairway::FulfilmentOrder;
using Operations = std::vector<std::string>;

TEST(McfSubmit, AsksWhetherAmazonWouldShipItAndCreatesItUnderOurReference) {
  McfStore store;
  store.preview().respond(200, fulfillable());
  store.create().respond(200, "{}");
  FulfilmentOrder order = mcf_order();
  order.gift_message = {"Enjoy"};
  order.ship_to.company = {"Muster Ltd"};
  const auto result = store.channel.push(std::vector{order}).results.at(0);
  ASSERT_TRUE(result.accepted()) << result.why.message;
  EXPECT_EQ(result.remote_id, "R-1001");
  ASSERT_EQ(store.operations(), (Operations{"getFulfillmentPreview", "createFulfillmentOrder"}));
  const std::string address =
      R"({"name":"Erika Muster","addressLine1":"1 Mill Lane","addressLine2":"Muster Ltd","city":"Lakemere","stateOrRegion":"MI","postalCode":"48084","countryCode":"US"})";
  EXPECT_EQ(
      store.sent()[0].body,
      R"({"marketplaceId":"ATVPDKIKX0DER","address":)" + address +
          R"(,"items":[{"sellerSku":"SKU-1","sellerFulfillmentOrderItemId":"line-11","quantity":2},{"sellerSku":"SKU-2","sellerFulfillmentOrderItemId":"line-12","quantity":1}],"shippingSpeedCategories":["Standard"]})");
  EXPECT_EQ(
      store.sent()[1].body,
      R"({"marketplaceId":"ATVPDKIKX0DER","sellerFulfillmentOrderId":"R-1001","displayableOrderId":"SHOP-1001","displayableOrderDate":"2026-01-01T00:00:00Z",)"
      R"("displayableOrderComment":"Acme Outdoor BV","shippingSpeedCategory":"Standard","destinationAddress":)" +
          address +
          R"(,"fulfillmentAction":"Ship","fulfillmentPolicy":"FillOrKill","items":[{"sellerSku":"SKU-1","sellerFulfillmentOrderItemId":"line-11","quantity":2,"giftMessage":"Enjoy"},)"
          R"({"sellerSku":"SKU-2","sellerFulfillmentOrderItemId":"line-12","quantity":1}]})");
}

// What Amazon cannot ship goes elsewhere, so the reason must name the SKU; and nothing may stand at Amazon then.
TEST(McfSubmit, WhatAmazonWouldNotShipIsRefusedWithSkuAndReason) {
  McfStore store;
  store.preview().respond(
      200,
      R"({"payload":{"fulfillmentPreviews":[{"shippingSpeedCategory":"Standard","isFulfillable":false,"orderUnfulfillableReasons":["DeliverySLAUnavailable"],)"
      R"("unfulfillablePreviewItems":[{"sellerSku":"SKU-2","sellerFulfillmentOrderItemId":"line-12","quantity":1,"itemUnfulfillableReasons":["NoStock"]}]}]}})");
  const auto result = store.channel.push(std::vector{mcf_order()}).results.at(0);
  EXPECT_EQ(result.code, FW_E_REJECTED);
  EXPECT_EQ(result.why.message, "Amazon cannot ship this Standard: DeliverySLAUnavailable; SKU SKU-2: NoStock");
  EXPECT_EQ(result.why.pointer, "/lines/1/sku");
  EXPECT_EQ(store.operations(), Operations{"getFulfillmentPreview"});
}

// Amazon names our line id where it means a SKU that it does not know.
TEST(McfSubmit, AnUnknownSkuIsRefusedByItsName) {
  McfStore store;
  store.preview().respond(
      400, refusal("InvalidInput", "the SellerSKU for Item Id: line-12 is invalid, for Erika Muster, 1 Mill Lane."));
  const auto result = store.channel.push(std::vector{mcf_order()}).results.at(0);
  EXPECT_EQ(result.code, FW_E_REJECTED);
  EXPECT_NE(result.why.message.find("line-12 is SKU SKU-2"), std::string::npos) << result.why.message;
  EXPECT_EQ(result.why.message.find("Muster"), std::string::npos) << "messages hold no personal data";
  EXPECT_EQ(result.why.message.find("Mill Lane"), std::string::npos);
}

TEST(McfSubmit, ASpeedThatAmazonDoesNotOfferForTheOrderIsRefused) {
  McfStore store;
  store.preview().respond(200, fulfillable("Expedited"));
  const auto result = store.channel.push(std::vector{mcf_order()}).results.at(0);
  EXPECT_EQ(result.code, FW_E_REJECTED);
  EXPECT_EQ(result.why.pointer, "/service");
}

// After a timeout the order may stand: it is looked for, and nothing is created where it is.
TEST(McfSubmit, AnOrderThatMayHaveArrivedIsLookedForFirst) {
  McfStore store;
  store.show().respond(200, mcf_shown("Planning"));
  const auto found = store.channel.push(std::vector{mcf_order()}, true).results.at(0);
  EXPECT_TRUE(found.accepted()) << found.why.message;
  EXPECT_EQ(store.operations(), Operations{"getFulfillmentOrder"});

  for (const int absent : {400, 404}) {
    McfStore other;
    other.show().respond(absent, refusal("InvalidInput", "no such order"));
    other.preview().respond(200, fulfillable());
    other.create().respond(200, "{}");
    EXPECT_TRUE(other.channel.push(std::vector{mcf_order()}, true).results.at(0).accepted());
  }
}

TEST(McfSubmit, ALostAnswerIsTriedAgainAndNotCreatedTwice) {
  McfStore store;
  store.preview().respond(200, fulfillable());
  store.create().fail(FW_E_UNAVAILABLE);
  EXPECT_EQ(store.channel.push(std::vector{mcf_order()}).results.at(0).code, FW_E_UNAVAILABLE);
  store.show().respond(200, mcf_shown("RECEIVED"));
  EXPECT_TRUE(store.channel.push(std::vector{mcf_order()}, true).results.at(0).accepted());
}

// "Exists already" is success only where it says the same.
TEST(McfSubmit, WhatStandsUnderOurReferenceIsCompared) {
  struct Case {
    const char* pointer;
    std::string shown;
  };
  const Case cases[] = {{"", mcf_shown("Received")},
                        {"", mcf_shown("COMPLETE", "", "Standard", "2", "")},  // Amazon shows the buyer no more
                        {"/lines", mcf_shown("Received", "", "Standard", "3")},
                        {"/service", mcf_shown("Received", "", "Priority")},
                        {"/ship_to/name", mcf_shown("Received", "", "Standard", "2", "Max Muster")},
                        {"/reference", mcf_shown("Cancelled")},
                        {"/reference", mcf_shown("UNFULFILLABLE")}};
  for (const Case& one : cases) {
    McfStore store;
    store.preview().respond(200, fulfillable());
    store.create().respond(400, refusal("InvalidInput", "the id is taken"));
    store.show().respond(200, one.shown);
    const auto result = store.channel.push(std::vector{mcf_order()}).results.at(0);
    EXPECT_EQ(result.code, *one.pointer == '\0' ? FW_OK : FW_E_REJECTED) << one.shown;
    EXPECT_EQ(result.why.pointer, one.pointer) << result.why.message;
    EXPECT_EQ(result.why.message.find("Muster"), std::string::npos);
  }
}

TEST(McfSubmit, ARefusalOfAnOrderThatIsNotThereStaysOne) {
  McfStore store;
  store.preview().respond(200, fulfillable());
  store.create().respond(400, refusal("InvalidInput", "postal code"));
  store.show().respond(404, refusal("NotFound", "no such order"));
  const auto result = store.channel.push(std::vector{mcf_order()}).results.at(0);
  EXPECT_EQ(result.code, FW_E_REJECTED);
  EXPECT_NE(result.why.message.find("postal code"), std::string::npos);
}

// What Amazon would refuse costs no call, and says which field.
TEST(McfSubmit, WhatCannotBeAskedIsRefusedBeforeSending) {
  struct Case {
    const char* pointer;
    void (*spoil)(FulfilmentOrder&);
  };
  const Case cases[] = {{"/service", [](FulfilmentOrder& o) { o.service = "standard"; }},
                        {"/service", [](FulfilmentOrder& o) { o.service = "UPS Ground"; }},
                        {"/service", [](FulfilmentOrder& o) { o.service = "ScheduledDelivery"; }},
                        {"/reference", [](FulfilmentOrder& o) { o.reference = std::string(41, 'R'); }},
                        {"/reference", [](FulfilmentOrder& o) { o.reference = "R+1"; }},
                        {"/ship_to/city", [](FulfilmentOrder& o) { o.ship_to.city = {}; }},
                        {"/ship_to/postal_code", [](FulfilmentOrder& o) { o.ship_to.postal_code = {}; }},
                        {"/lines", [](FulfilmentOrder& o) { o.lines.clear(); }},
                        {"/lines", [](FulfilmentOrder& o) { o.lines[0].quantity = 250; }},
                        {"/lines/1/line_id", [](FulfilmentOrder& o) { o.lines[1].line_id = o.lines[0].line_id; }},
                        {"/lines/0/sku", [](FulfilmentOrder& o) { o.lines[0].sku = std::string(51, 'S'); }},
                        {"/lines/0/quantity", [](FulfilmentOrder& o) { o.lines[0].quantity = 0; }},
                        {"/packing_note", [](FulfilmentOrder& o) { o.packing_note = std::string(751, 'n'); }}};
  for (const Case& one : cases) {
    McfStore store;
    FulfilmentOrder order = mcf_order();
    one.spoil(order);
    const auto result = store.channel.push(std::vector{order}).results.at(0);
    EXPECT_EQ(result.code, FW_E_REJECTED) << one.pointer;
    EXPECT_EQ(result.why.pointer, one.pointer) << result.why.message;
    EXPECT_TRUE(store.sent().empty());
  }
  McfStore store;
  FulfilmentOrder order = mcf_order();
  order.service = "Overnight";
  const auto why = store.channel.push(std::vector{order}).results.at(0).why.message;
  EXPECT_EQ(why, "Amazon ships Standard, Expedited or Priority; the shipping rules say \"Overnight\"");
}

// Japan's addresses have no city in this API.
TEST(McfSubmit, AJapaneseAddressGoesWithoutACity) {
  McfStore store(settings("JP"));
  store.preview().respond(200, fulfillable());
  store.create().respond(200, "{}");
  FulfilmentOrder order = mcf_order();
  order.ship_to.country = "JP";
  EXPECT_TRUE(store.channel.push(std::vector{order}).results.at(0).accepted());
  for (const auto& request : store.sent()) EXPECT_EQ(request.body.find("\"city\""), std::string::npos);
}

}  // namespace
