// Many changes of listings by feed, and what the report about it says (LST-10, LST-12, LST-18).
#include "listings_feed.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::ListingBulkChange;
using fairway::ListingChange;
using fairway::ListingFate;
using fairway::ListingVerdict;
using fairway::ListingWish;

ListingBulkChange bulk(const std::string& sku, ListingWish what, std::optional<std::int64_t> quantity = {}) {
  ListingBulkChange one;
  one.change.sku = sku, one.change.wish = what, one.change.quantity = quantity;
  return one;
}

const std::string kDocument = R"({"feedDocumentId":"doc-1","url":"https://upload.example/1"})";

TEST(ListingsFeed, EachChangeIsAMessageAsTheSingleCallWouldSayIt) {
  Store store;
  store.expect("POST", "/feeds/2021-06-30/documents").respond(201, kDocument);
  store.host.http.expect("PUT", "https://upload.example/1").respond(200, "");
  store.expect("POST", "/feeds/2021-06-30/feeds").respond(202, R"({"feedId":"77"})");
  auto offer = bulk("P", ListingWish::publish, 4);
  offer.change.product_id = "B071VG5N9D", offer.change.condition = fairway::Condition::new_;
  offer.change.price = {"19.90", "USD"}, offer.change.fulfilled_by = fairway::FulfilledBy::merchant;
  const auto pushed = store.channel.push(std::vector{bulk("H", ListingWish::hide), bulk("U", ListingWish::unhide, 7),
                                                     bulk("D", ListingWish::delist), offer,
                                                     bulk("X", ListingWish::overwrite), bulk("Y", ListingWish::unhide)});
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(fairway::from_json<fairway::ListingAnswer>(pushed.results[i].answer).submission, "77") << i;
  for (int i = 4; i < 6; ++i) EXPECT_EQ(pushed.results[i].why.code, FW_E_REJECTED) << i;
  const auto upload = store.sent().at(1);
  EXPECT_EQ(
      upload.body,
      R"({"header":{"sellerId":"A1EXAMPLE","version":"2.0","issueLocale":"en_US"},"messages":[)"
      R"({"messageId":1,"sku":"H","operationType":"PATCH","productType":"PRODUCT","patches":[{"op":"merge","path":"/attributes/fulfillment_availability","value":[{"fulfillment_channel_code":"DEFAULT","quantity":0}]}]},)"
      R"({"messageId":2,"sku":"U","operationType":"PATCH","productType":"PRODUCT","patches":[{"op":"merge","path":"/attributes/fulfillment_availability","value":[{"fulfillment_channel_code":"DEFAULT","quantity":7}]}]},)"
      R"({"messageId":3,"sku":"D","operationType":"DELETE"},)"
      R"({"messageId":4,"sku":"P","operationType":"UPDATE","productType":"PRODUCT","requirements":"LISTING_OFFER_ONLY","attributes":{"merchant_suggested_asin":[{"value":"B071VG5N9D","marketplace_id":"ATVPDKIKX0DER"}],"condition_type":[{"value":"new_new","marketplace_id":"ATVPDKIKX0DER"}],"purchasable_offer":[{"marketplace_id":"ATVPDKIKX0DER","currency":"USD","audience":"ALL","our_price":[{"schedule":[{"value_with_tax":19.90}]}]}],"fulfillment_availability":[{"fulfillment_channel_code":"DEFAULT","quantity":4}]}}]})");
  EXPECT_NE(store.sent().at(2).body.find(R"("feedType":"JSON_LISTINGS_FEED")"), std::string::npos);
}

TEST(ListingsFeed, WhatDoesNotFitInWaitsForTheNext) {
  const auto& us = *amazon::find_marketplace_name("US")->marketplace;
  amazon::ListingsFeed small("A1EXAMPLE", us), large("A1EXAMPLE", us);
  int n = 0;
  while (small.add(bulk("S" + std::to_string(n), ListingWish::delist).change)) ++n;
  EXPECT_EQ(n, 25'000);
  auto change = bulk("", ListingWish::delist).change;
  for (n = 0; large.add((change.sku = std::string(1000, 'x') + std::to_string(n), change)); ++n) {}
  EXPECT_LT(n, 25'000);
  EXPECT_LE(large.text().size(), 10u << 20);
  EXPECT_GT(large.text().size(), (10u << 20) - 8192);
}

std::vector<ListingVerdict> verdicts(Store& store, const std::vector<std::string>& feeds) {
  const auto params = fairway::to_json(fairway::ListingVerdictParams{feeds});
  return store.channel.pull("listing-verdicts", "", params).documents<ListingVerdict>();
}

TEST(ListingsFeed, TheReportSaysOfEachWhatIsWrongAndTheRestWasTaken) {
  Store store;
  store.expect("GET", "/feeds/2021-06-30/feeds/77")
      .respond(200, R"({"processingStatus":"DONE","resultFeedDocumentId":"r1"})");
  store.expect("GET", "/feeds/2021-06-30/documents/r1")
      .respond(200, R"({"feedDocumentId":"r1","url":"https://result.example/1"})");
  store.host.http.expect("GET", "https://result.example/1")
      .respond(200, R"({"header":{"sellerId":"A1EXAMPLE","version":"2.0","feedId":"77"},"issues":[
    {"messageId":1,"sku":"H","code":"8541","severity":"ERROR","message":"No","attributeName":"item_name"},
    {"messageId":2,"sku":"U","code":"99300","severity":"WARNING","message":"Hm"}],"summary":{}})");
  store.expect("GET", "/feeds/2021-06-30/feeds/78").respond(200, R"({"processingStatus":"IN_PROGRESS"})");
  const auto said = verdicts(store, {"77", "78"});
  ASSERT_EQ(said.size(), 3u);
  EXPECT_EQ(said[0].sku + '|' + std::string(said[0].fate.text()) + '|' + said[0].reason,
            "H|refused|Amazon refuses it (INVALID): 8541 No");
  EXPECT_EQ(said[0].issues.at(0).fields.at(0), "title");
  EXPECT_EQ(said[1].sku + '|' + std::string(said[1].fate.text()) + '|' + said[1].issues.at(0).severity, "U|taken|warning");
  EXPECT_EQ(said[2].submission + '|' + said[2].sku + '|' + std::string(said[2].fate.text()), "77||taken");
}

TEST(ListingsFeed, WhereTheReportDoesNotNameWhatItRefusesTheRestIsLostAndNotTaken) {
  struct Case {
    const char *report, *said;
  };
  for (
      const Case& one :
      {Case{
           R"({"issues":[{"messageId":2,"code":"4000001","severity":"ERROR","message":"no schema"}],"summary":{"messagesProcessed":2,"messagesAccepted":1,"messagesInvalid":1}})",
           "lost "},
       {R"({"issues":[{"code":"4000000","severity":"ERROR","message":"header"}],"summary":{"messagesProcessed":0}})",
        "lost "},
       {R"({"issues":[],"summary":{"messagesProcessed":3,"messagesAccepted":2,"messagesInvalid":1}})", "lost "},
       {R"({"issues":[],"summary":{"messagesProcessed":3,"messagesAccepted":0}})", "lost "},
       {R"({"issues":[{"sku":"A","code":"1","severity":"ERROR","message":"x"}],"summary":{"messagesProcessed":1,"messagesAccepted":0,"messagesInvalid":1}})",
        "refused A taken "},
       {R"({"issues":[],"summary":{"messagesProcessed":3,"messagesAccepted":3}})", "taken "}}) {
    Store store;
    store.expect("GET", "/feeds/2021-06-30/feeds/77")
        .respond(200, R"({"processingStatus":"DONE","resultFeedDocumentId":"r1"})");
    store.expect("GET", "/feeds/2021-06-30/documents/r1")
        .respond(200, R"({"feedDocumentId":"r1","url":"https://result.example/1"})");
    store.host.http.expect("GET", "https://result.example/1").respond(200, one.report);
    std::string said;
    for (const auto& verdict : verdicts(store, {"77"}))
      said += std::string(verdict.fate.text()) + ' ' + verdict.sku + (verdict.sku.empty() ? "" : " ");
    EXPECT_EQ(said, one.said) << one.report;
  }
}

TEST(ListingsFeed, WhatAmazonGivesUpOrForgetsIsLost) {
  Store store;
  store.expect("GET", "/feeds/2021-06-30/feeds/1")
      .respond(200, R"({"processingStatus":"FATAL","resultFeedDocumentId":"r"})");
  store.expect("GET", "/feeds/2021-06-30/feeds/2").respond(200, R"({"processingStatus":"CANCELLED"})");
  store.expect("GET", "/feeds/2021-06-30/feeds/3").respond(404, R"({"errors":[{"code":"NotFound","message":"?"}]})");
  const auto said = verdicts(store, {"1", "2", "3"});
  ASSERT_EQ(said.size(), 3u);
  for (const auto& one : said) EXPECT_EQ(one.sku + std::string(one.fate.text()), "lost") << one.submission;
}

TEST(ListingsFeed, OneThatIsGivenUpIsCancelledWhereAmazonStillCan) {
  Store store;
  store.expect("DELETE", "/feeds/2021-06-30/feeds/1").respond(200, "");
  store.expect("DELETE", "/feeds/2021-06-30/feeds/2")
      .respond(400, R"({"errors":[{"code":"InvalidInput","message":"running"}]})");
  const auto params = fairway::to_json(fairway::ListingVerdictParams{{}, {"1", "2"}});
  const auto pulled = store.channel.pull("listing-verdicts", "", params);
  EXPECT_TRUE(pulled.documents<ListingVerdict>().empty());
  EXPECT_EQ(store.sent().size(), 2u);
}

}  // namespace
