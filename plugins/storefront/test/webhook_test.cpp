// What a shop is told and how it knows that it was us (ORD-13).
#include <gtest/gtest.h>

#include <yaml-cpp/yaml.h>

#include <fstream>

#include "fairway/plugin.hpp"
#include "fairway/testing.hpp"

namespace {

using fairway::JsonView;
using fairway::testing::Plugin;
using fairway::testing::TestHost;

constexpr const char* kUrl = "https://shop.test/fairway";
constexpr const char* kSettings =
    R"({"shop":"shop.test","webhook-url":"https://shop.test/fairway","webhook-secret":{"$secret":"hook"}})";

// A shop that listens; what it gets is in `host.http`.
struct Shop {
  TestHost host;
  fairway::testing::Instance channel;

  Shop() : channel(start(host)) {}
  static fairway::testing::Instance start(TestHost& host) {
    host.secrets.values = {{"hook", "s3cret"}};
    // Not a digest: it shows what went into it.
    host.secrets.hmac = [](const std::string& secret, std::string_view algorithm, std::string_view data) {
      return secret + '|' + std::string(algorithm) + '|' + std::string(data);
    };
    return Plugin().start(host, kSettings);
  }
  ~Shop() { EXPECT_TRUE(host.problems.empty()) << host.problems.front(); }
};

std::string header(const fairway::HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers)
    if (key == name) return value;
  return {};
}

std::string hex_of(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(c));
    out += two;
  }
  return out;
}

fairway::Shipment parcel(const std::string& tracking = "1Z999AA10123456784") {
  fairway::Shipment one;
  one.channel_order_id = "S-1001", one.package_reference = "1";
  one.carrier = "UPS", one.service = "UPS Ground", one.tracking_number = tracking;
  one.shipped_at = fairway::Time{1'767'225'600'000};
  one.lines = {{"1", "TENT-2P", 1}};
  return one;
}
std::vector<fairway::testing::Document> as_pushed(const fairway::Shipment& shipment, const std::string& key = "S-1001/1") {
  return {{"shipment/1", key, to_json(shipment)}};
}

TEST(Storefront, AParcelIsOneSignedEventWithCarrierTrackingNumberAndLines) {
  Shop shop;
  shop.host.http.expect("POST", kUrl).respond(204);
  const auto pushed = shop.channel.push_raw(as_pushed(parcel()));
  ASSERT_TRUE(pushed.results[0].accepted()) << pushed.results[0].why.message;
  const auto& sent = shop.host.http.last();
  const auto body = JsonView::parse(sent.body);
  EXPECT_EQ(body["type"].text(), "order.shipped");
  EXPECT_EQ(body["shop"].text(), "shop.test");
  EXPECT_EQ(body["order"]["channel_order_id"].text(), "S-1001");
  EXPECT_EQ(body["shipment"]["carrier"].text(), "UPS");
  EXPECT_EQ(body["shipment"]["tracking_number"].text(), "1Z999AA10123456784");
  EXPECT_EQ(body["shipment"]["shipped_at"].text(), "2026-01-01T00:00:00Z");
  ASSERT_EQ(body["shipment"]["lines"].items().size(), 1U);
  EXPECT_EQ(body["shipment"]["lines"].items()[0]["sku"].text(), "TENT-2P");
  EXPECT_EQ(header(sent, "fairway-event"), "order.shipped");
  EXPECT_EQ(header(sent, "fairway-event-id"), body["id"].text());
  EXPECT_EQ(header(sent, "fairway-timestamp"), "1767225600");
  EXPECT_EQ(header(sent, "fairway-signature"), "v1=" + hex_of("s3cret|sha256|1767225600." + sent.body));
}

TEST(Storefront, ARetryIsTheSameEventWithANewSignatureAndANewParcelIsAnother) {
  Shop shop;
  shop.host.http.expect("POST", kUrl).respond(503);
  shop.host.http.expect("POST", kUrl).respond(200).always();
  EXPECT_EQ(shop.channel.push_raw(as_pushed(parcel())).results[0].code, FW_E_UNAVAILABLE);
  shop.host.clock.advance(std::chrono::minutes(7));
  auto late = parcel();
  EXPECT_TRUE(shop.channel.push_raw(as_pushed(late), true).results[0].accepted());
  late.backorder = true;  // meanwhile more is to come: the same parcel all the same
  EXPECT_TRUE(shop.channel.push_raw(as_pushed(late), true).results[0].accepted());
  EXPECT_TRUE(shop.channel.push_raw(as_pushed(parcel("CORRECTED"))).results[0].accepted());
  EXPECT_TRUE(shop.channel.push_raw(as_pushed(parcel(), "S-1001/2")).results[0].accepted());
  const auto& sent = shop.host.http.requests();
  ASSERT_EQ(sent.size(), 5U);
  const auto id = [&](std::size_t i) { return header(sent[i], "fairway-event-id"); };
  EXPECT_EQ(sent[0].body, sent[1].body);
  EXPECT_NE(header(sent[0], "fairway-signature"), header(sent[1], "fairway-signature"));
  EXPECT_EQ(id(1), id(2));
  EXPECT_EQ(header(sent[2], "fairway-event"), "order.partially-shipped");
  EXPECT_NE(id(1), id(3));  // a corrected number is news
  EXPECT_NE(id(1), id(4));
}

TEST(Storefront, EveryAnswerOfTheShopIsOnePolicy) {
  struct Case {
    int status;
    const char *body, *type;
    fw_rc code;
    const char* said;
  };
  const Case cases[] = {
      {200, "", "", FW_OK, ""},
      {204, "", "", FW_OK, ""},
      {301, "", "", FW_E_UNAVAILABLE, "HTTP 301"},
      {400, R"({"message":"no order S-1001"})", "application/json", FW_E_REJECTED, "no order S-1001"},
      {404, "gone home", "text/plain", FW_E_REJECTED, "gone home"},
      {422, R"({"title":"No","detail":"unknown SKU"})", "application/problem+json", FW_E_REJECTED, "unknown SKU"},
      {408, "", "", FW_E_UNAVAILABLE, "HTTP 408"},
      {409, "", "", FW_E_UNAVAILABLE, "HTTP 409"},
      {425, "", "", FW_E_UNAVAILABLE, "HTTP 425"},
      {429, "", "", FW_E_THROTTLED, "HTTP 429"},
      {500, "<html>", "text/html", FW_E_UNAVAILABLE, "HTTP 500"}};
  for (const Case& one : cases) {
    Shop shop;
    shop.host.http.expect("POST", kUrl).respond(one.status, one.body, {{"content-type", one.type}, {"retry-after", "30"}});
    const auto result = shop.channel.push_raw(as_pushed(parcel())).results[0];
    EXPECT_EQ(result.code, one.code) << one.status;
    EXPECT_NE(result.why.message.find(one.said), std::string::npos) << result.why.message;
    if (one.status == 429) { EXPECT_EQ(result.why.retry_after_ms, 30'000); }
  }
}

TEST(Storefront, WhatAShopSaysIsCutBetweenCharactersAndKeepsToOneLine) {
  Shop shop;
  std::string text = "a\n";
  while (text.size() < 199) text += 'x';
  text += "\xC3\xA9 and more";
  shop.host.http.expect("POST", kUrl).respond(400, text, {{"content-type", "text/plain"}});
  const auto why = shop.channel.push_raw(as_pushed(parcel())).results[0].why.message;
  EXPECT_EQ(why.find('\n'), std::string::npos);
  EXPECT_EQ(why.back(), 'x');
}

// A batch must not wait ten seconds for each of twenty events; a refusal concerns one event alone.
TEST(Storefront, AShopThatDoesNotAnswerIsLeftInPeaceAndARefusalStopsNobody) {
  Shop shop;
  shop.host.http.expect("POST", kUrl).respond(400);
  shop.host.http.expect("POST", kUrl).fail(FW_E_UNAVAILABLE, "timed out");
  auto documents = as_pushed(parcel("A"), "S-1/1");
  for (const auto& more : {as_pushed(parcel("B"), "S-2/1"), as_pushed(parcel("C"), "S-3/1")})
    documents.push_back(more.front());
  const auto results = shop.channel.push_raw(documents).results;
  EXPECT_EQ(results[0].code, FW_E_REJECTED);
  EXPECT_EQ(results[1].code, FW_E_UNAVAILABLE);
  EXPECT_EQ(results[2].code, FW_E_UNAVAILABLE);
  EXPECT_EQ(shop.host.http.requests().size(), 2U);
}

TEST(Storefront, AcknowledgementsAndNoticesAreEventsOfTheirOwn) {
  Shop shop;
  shop.host.http.expect("POST", kUrl).respond(200).always();
  fairway::OrderAck ack;
  ack.channel_order_id = "S-1001", ack.seller_order_id = "42", ack.lines = {{"1", "TENT-2P", 1}};
  EXPECT_TRUE(shop.channel.push(std::vector{ack}).results[0].accepted());
  fairway::Notice notice;
  notice.kind = "order-needs-mapping", notice.channel_order_id = "S-1001", notice.reference = "42";
  notice.message = "no shipping rule fits", notice.at = fairway::Time{1'767'225'600'000};
  EXPECT_TRUE(shop.channel.push_raw({{"notice/1", "77", to_json(notice)}}).results[0].accepted());
  EXPECT_TRUE(shop.channel.push_raw({{"notice/1", "78", to_json(notice)}}).results[0].accepted());
  const auto& sent = shop.host.http.requests();
  const auto first = JsonView::parse(sent[0].body), second = JsonView::parse(sent[1].body);
  EXPECT_EQ(first["type"].text(), "order.acknowledged");
  EXPECT_EQ(first["order"]["fairway_id"].text(), "42");
  EXPECT_EQ(second["type"].text(), "order.needs-mapping");
  EXPECT_EQ(second["order"]["reason"].text(), "no shipping rule fits");
  EXPECT_EQ(second["at"].text(), "2026-01-01T00:00:00Z");
  EXPECT_NE(header(sent[1], "fairway-event-id"), header(sent[2], "fairway-event-id"));  // held twice is told twice
}

TEST(Storefront, WithoutAnAddressNothingIsSentAndNothingIsOwed) {
  TestHost host;
  auto channel = Plugin().start(host, R"({"shop":"shop.test"})");
  EXPECT_TRUE(channel.push_raw(as_pushed(parcel())).results[0].accepted());
  EXPECT_TRUE(channel.connect("verify").ok());
  EXPECT_TRUE(host.http.requests().empty());
}

TEST(Storefront, VerifyPingsTheShop) {
  Shop shop;
  shop.host.http.expect("POST", kUrl).respond(200);
  shop.host.http.expect("POST", kUrl).respond(401, "who are you?", {{"content-type", "text/plain"}});
  const auto good = shop.channel.connect("verify");
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good.as<fairway::ConnectIdentity>().identity.at("shop"), "shop.test");
  EXPECT_EQ(header(shop.host.http.last(), "fairway-event"), "ping");
  EXPECT_EQ(shop.channel.connect("verify").code, FW_E_REJECTED);
}

TEST(Storefront, SettingsThatCannotWorkAreFound) {
  const auto findings = [](const std::string& settings) { return Plugin().validate(settings).failures.size(); };
  EXPECT_EQ(findings(kSettings), 0U);
  EXPECT_EQ(findings(R"({"shop":"a"})"), 0U);
  EXPECT_EQ(findings(R"({"shop":"a","webhook-url":"https://a.test"})"), 1U);  // nobody could tell who calls
  EXPECT_EQ(findings(R"({"shop":"a","webhook-secret":{"$secret":"hook"}})"), 1U);
  EXPECT_EQ(findings(R"({"shop":"a","webhook-url":"ftp://a.test#x","webhook-secret":{"$secret":"hook"}})"), 2U);
}

TEST(Storefront, TellsThatItsOrdersArePostedAndPulledFromNobody) {
  const auto manifest = Plugin().describe().manifest;
  ASSERT_EQ(manifest.streams.size(), 1U);
  EXPECT_EQ(manifest.streams[0].name, "posted");
  EXPECT_EQ(manifest.streams[0].documents, std::vector<std::string>{"order/1"});
  for (const auto& push : manifest.pushes) EXPECT_FALSE(push.pii) << push.document;
  // A buyer asks the shop, which cancels by REST: there is no wish that the host could come to read.
  EXPECT_FALSE(manifest.buyer_cancellations);
}

TEST(Storefront, TheSampleNamesOnlySettingsThatThereAre) {
  const auto schema = Plugin().describe().config_schema;  // kept: the view looks into it
  const auto known = JsonView::parse(schema)["properties"];
  const auto settings = YAML::LoadFile(std::string(FAIRWAY_PLUGIN_DIR) + "/sample.yaml")["stores"]["web"]["settings"];
  EXPECT_GT(settings.size(), 0U);
  for (const auto& setting : settings)
    EXPECT_TRUE(known[setting.first.as<std::string>()].exists()) << setting.first.as<std::string>();
}

}  // namespace
