// What shall become of listings, as Amazon is told it, and what it shows of them (LST-10, LST-11, LST-12, LST-16, LST-17, LST-18).
#include "listing_body.hpp"
#include "remedies.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::ListingAnswer;
using fairway::ListingChange;
using fairway::ListingShown;
using fairway::ListingWish;

constexpr const char* kItem = "/listings/2021-08-01/items/A1EXAMPLE/SKU%2F1?marketplaceIds=ATVPDKIKX0DER&issueLocale=en_US";
constexpr const char* kAccepted = R"({"sku":"SKU/1","status":"ACCEPTED","submissionId":"f1","issues":[]})";

ListingChange wish(ListingWish what) {
  ListingChange change;
  change.sku = "SKU/1", change.wish = what;
  return change;
}

ListingChange offer() {
  auto change = wish(ListingWish::publish);
  change.product_id = "B071VG5N9D", change.condition = fairway::Condition::used_good, change.condition_note = "A scratch";
  change.price = {"19.90", "USD"}, change.quantity = 3, change.fulfilled_by = fairway::FulfilledBy::merchant;
  change.shipping_template = "4d3c";
  return change;
}

TEST(ChangeListings, AnOfferOnAnExistingProductAndNothingOfTheProduct) {
  Store store;
  store.expect("PUT", kItem).respond(200, kAccepted);
  const auto pushed = store.channel.push(std::vector{offer()});
  ASSERT_TRUE(pushed.results.at(0).accepted()) << pushed.results[0].why.message;
  EXPECT_EQ(fairway::from_json<ListingAnswer>(pushed.results[0].answer).submission, "f1");
  EXPECT_EQ(store.sent().at(0).operation, "putListingsItem");
  EXPECT_EQ(
      store.sent()[0].body,
      R"({"productType":"PRODUCT","requirements":"LISTING_OFFER_ONLY","attributes":{)"
      R"("merchant_suggested_asin":[{"value":"B071VG5N9D","marketplace_id":"ATVPDKIKX0DER"}],)"
      R"("condition_type":[{"value":"used_good","marketplace_id":"ATVPDKIKX0DER"}],)"
      R"("condition_note":[{"value":"A scratch","marketplace_id":"ATVPDKIKX0DER"}],)"
      R"("purchasable_offer":[{"marketplace_id":"ATVPDKIKX0DER","currency":"USD","audience":"ALL","our_price":[{"schedule":[{"value_with_tax":19.90}]}]}],)"
      R"("fulfillment_availability":[{"fulfillment_channel_code":"DEFAULT","quantity":3}],)"
      R"("merchant_shipping_group":[{"value":"4d3c","marketplace_id":"ATVPDKIKX0DER"}]}})");
}

TEST(ChangeListings, WhatAmazonShipsIsPublishedWithItsRegionsNetworkAndNoQuantity) {
  struct Case {
    const char *marketplace, *network;
  };
  for (const Case& one : {Case{"US", "AMAZON_NA"},
                          {"CA(fr)", "AMAZON_NA"},
                          {"DE", "AMAZON_EU"},
                          {"JP", "AMAZON_JP"},
                          {"IN", "AMAZON_IN"},
                          {"AU", "AMAZON_AU"}}) {
    auto change = offer();
    change.fulfilled_by = fairway::FulfilledBy::amazon;
    const auto& marketplace = *amazon::find_marketplace_name(one.marketplace)->marketplace;
    const auto body = amazon::offer_body(change, marketplace);
    EXPECT_NE(body.find(std::string(R"("fulfillment_availability":[{"fulfillment_channel_code":")") + one.network + "\"}]"),
              std::string::npos)
        << body;
  }
}

TEST(ChangeListings, HidingPatchesTheQuantityAndNothingElse) {
  Store store;
  store.expect("PATCH", kItem).respond(200, kAccepted).times(2);
  auto back = wish(ListingWish::unhide);
  back.quantity = 7;
  const auto pushed = store.channel.push(std::vector{wish(ListingWish::hide), back});
  EXPECT_TRUE(pushed.results[0].accepted() && pushed.results[1].accepted());
  EXPECT_EQ(store.sent()[0].body,
            R"({"productType":"PRODUCT","patches":[{"op":"merge","path":"/attributes/fulfillment_availability",)"
            R"("value":[{"fulfillment_channel_code":"DEFAULT","quantity":0}]}]})");
  EXPECT_NE(store.sent()[1].body.find(R"("quantity":7)"), std::string::npos);
}

TEST(ChangeListings, DelistingWhatIsGoneIsDone) {
  for (const int status : {200, 404}) {
    Store store;
    store.expect("DELETE", kItem).respond(status, status == 200 ? kAccepted : "");
    EXPECT_TRUE(store.channel.push(std::vector{wish(ListingWish::delist)}, true).results[0].accepted()) << status;
  }
}

TEST(ChangeListings, OnlyTheNamedFieldsAreOverwrittenWithTheProductsOwnType) {
  Store store;
  store.expect("GET", std::string(kItem) + "&includedData=summaries,productTypes,attributes")
      .respond(
          200,
          R"({"sku":"SKU/1","summaries":[{"productType":"LUGGAGE"}],"attributes":{"other_product_image_locator_1":[{}],)"
          R"("other_product_image_locator_2":[{}]}})");
  store.expect("PATCH", kItem).respond(200, kAccepted);
  auto change = wish(ListingWish::overwrite);
  change.title = "A bag", change.description = "not sent";
  change.images = {"https://images.example/1.jpg", "https://images.example/2.jpg"};
  change.fields = {"title", "images"};
  const auto pushed = store.channel.push(std::vector{change});
  ASSERT_TRUE(pushed.results[0].accepted()) << pushed.results[0].why.message;
  EXPECT_EQ(
      store.sent()[1].body,
      R"({"productType":"LUGGAGE","patches":[)"
      R"({"op":"replace","path":"/attributes/item_name","value":[{"value":"A bag","language_tag":"en_US","marketplace_id":"ATVPDKIKX0DER"}]},)"
      R"({"op":"replace","path":"/attributes/main_product_image_locator","value":[{"media_location":"https://images.example/1.jpg","marketplace_id":"ATVPDKIKX0DER"}]},)"
      R"({"op":"replace","path":"/attributes/other_product_image_locator_1","value":[{"media_location":"https://images.example/2.jpg","marketplace_id":"ATVPDKIKX0DER"}]},)"
      R"({"op":"delete","path":"/attributes/other_product_image_locator_2","value":[{"marketplace_id":"ATVPDKIKX0DER"}]}]})");
}

// HTTP 200 is no yes: the status decides, and the issues go along with the fields that they mean and a remedy.
TEST(ChangeListings, InvalidIsARefusalWithItsIssues) {
  Store store;
  store.expect("PUT", kItem).respond(200, R"({"sku":"SKU/1","status":"INVALID","submissionId":"f2","issues":[
    {"code":"90220","message":"'condition_type' is required","severity":"ERROR","attributeNames":["condition_type"],"categories":["MISSING_ATTRIBUTE"]},
    {"code":"X1","message":"hm","severity":"WARNING"}]})");
  const auto result = store.channel.push(std::vector{offer()}).results.at(0);
  EXPECT_EQ(result.code, FW_E_REJECTED);
  EXPECT_EQ(result.why.message, "Amazon refuses it (INVALID): 90220 'condition_type' is required");
  const auto answer = fairway::from_json<ListingAnswer>(result.answer);
  ASSERT_EQ(answer.issues.size(), 2u);
  EXPECT_EQ(answer.issues[0].severity, "error");
  EXPECT_EQ(answer.issues[0].fields, std::vector<std::string>{"condition"});
  EXPECT_FALSE(answer.issues[0].remedy.empty());
  EXPECT_TRUE(answer.issues[1].remedy.empty());
}

// One listing's fault is not its neighbours'; a limit is everybody's.
TEST(ChangeListings, InABatchEachStandsForItself) {
  Store store;
  auto bad = offer(), two = offer();
  bad.condition = fairway::Open<fairway::Condition>::parse("mint");
  store.expect("PUT", kItem).respond(400, refusal("InvalidInput", "no"));
  store.expect("PUT", kItem).respond(200, kAccepted);
  store.expect("PUT", kItem).respond(429);
  const auto results = store.channel.push(std::vector{bad, offer(), two, offer(), offer()}).results;
  EXPECT_EQ(results[0].code, FW_E_REJECTED);
  EXPECT_EQ(results[0].why.pointer, "/condition");
  EXPECT_EQ(results[1].code, FW_E_REJECTED);
  EXPECT_TRUE(results[2].accepted());
  EXPECT_EQ(results[3].code, FW_E_THROTTLED);
  EXPECT_EQ(results[4].code, FW_E_THROTTLED);
  EXPECT_EQ(store.sent().size(), 3u);
}

TEST(ChangeListings, ALookShowsWhatAmazonShows) {
  Store store;
  const std::string look = std::string(kItem) + "&includedData=summaries,issues,offers,fulfillmentAvailability,productTypes";
  store.expect("GET", look).respond(200, R"({"sku":"SKU/1","summaries":[{"asin":"B071VG5N9D","productType":"LUGGAGE",
    "conditionType":"new_new","status":["BUYABLE","DISCOVERABLE"],"itemName":"A bag"}],
    "offers":[{"offerType":"B2C","price":{"currencyCode":"USD","amount":"19.90"}}],
    "fulfillmentAvailability":[{"fulfillmentChannelCode":"DEFAULT","quantity":4}],
    "issues":[{"code":"5665","message":"m","severity":"ERROR","attributeNames":["brand"]}]})");
  store.expect("GET", look).respond(404);
  const auto pulled = store.channel.pull("listing-states", "", R"({"skus":["SKU/1","SKU/1"]})");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto shown = pulled.documents<ListingShown>();
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_TRUE(shown[0].found);
  EXPECT_EQ(shown[0].product_id, "B071VG5N9D");
  EXPECT_EQ(shown[0].status, (std::vector<std::string>{"buyable", "discoverable"}));
  EXPECT_EQ(shown[0].quantity, 4);
  EXPECT_EQ(shown[0].offers.at(0).price.amount, "19.90");
  EXPECT_EQ(shown[0].condition.text(), "new");
  EXPECT_NE(shown[0].issues.at(0).remedy.find("link the listing"), std::string::npos) << "LST-18: apply, then link";
  EXPECT_FALSE(shown[1].found);
}

TEST(ChangeListings, APreviewAsksForThePreviewMode) {
  Store store;
  store.expect("PUT", std::string(kItem) + "&mode=VALIDATION_PREVIEW")
      .respond(200, R"({"sku":"SKU/1","status":"VALID","submissionId":"f3"})");
  fairway::ListingStateParams params;
  params.previews = {offer(), wish(ListingWish::delist)};
  params.previews[1].sku = "other";
  const auto shown = store.channel.pull("listing-states", "", fairway::to_json(params)).documents<ListingShown>();
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(shown[0].preview, "valid");
  EXPECT_EQ(shown[1].preview, "unchecked") << "a deletion has no preview";
  EXPECT_EQ(store.sent().size(), 1u);
}

TEST(Remedies, AreInTheOrderOfTheirCodes) {
  for (const char* code : {"13013", "20000", "5461", "5665", "8541", "8560", "90220", "99038"})
    EXPECT_NE(amazon::find_remedy(code), nullptr) << code;
  EXPECT_EQ(amazon::find_remedy("1"), nullptr);
  EXPECT_EQ(amazon::find_remedy("999999"), nullptr);
}

}  // namespace
