// Single listings: shown, put, patched, deleted, and previewed.
#include <gmock/gmock.h>

#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

using ::testing::HasSubstr;

constexpr const char* kAnyMarketplace = "?marketplaceIds=ATVPDKIKX0DER";

class ListingItemsTest : public SandboxTest {
 protected:
  static std::string path(const std::string& sku, const std::string& more = {}) {
    return "/listings/2021-08-01/items/A1/" + percent_encode(sku) + kAnyMarketplace + more;
  }
  static json::object offer(const std::string& asin = "B000000001", double price = 19.9, int quantity = 5) {
    const auto value = [](json::value of) {
      return json::array{json::object{{"value", std::move(of)}, {"marketplace_id", "ATVPDKIKX0DER"}}};
    };
    const json::object schedule{{"schedule", json::array{json::object{{"value_with_tax", price}}}}};
    return {{"productType", "PRODUCT"},
            {"requirements", "LISTING_OFFER_ONLY"},
            {"attributes",
             json::object{
                 {"merchant_suggested_asin", value(json::string(asin))},
                 {"condition_type", value("new_new")},
                 {"purchasable_offer", json::array{json::object{{"currency", "USD"}, {"our_price", json::array{schedule}}}}},
                 {"fulfillment_availability",
                  json::array{json::object{{"fulfillment_channel_code", "DEFAULT"}, {"quantity", quantity}}}}}}};
  }
  static json::object quantity(int units) {
    return {{"productType", "PRODUCT"},
            {"patches", json::array{json::object{{"op", "merge"},
                                                 {"path", "/attributes/fulfillment_availability"},
                                                 {"value", json::array{json::object{{"fulfillment_channel_code", "DEFAULT"},
                                                                                    {"quantity", units}}}}}}}};
  }
  Answer put(const std::string& sku, const json::object& body, const std::string& more = {}) {
    return amazon("PUT", path(sku, more), json::serialize(body));
  }
  Answer patch(const std::string& sku, const json::object& body) {
    return amazon("PATCH", path(sku), json::serialize(body));
  }
  json::value shown(const std::string& sku) {
    const auto answer = amazon("GET", path(sku, "&includedData=summaries,offers,fulfillmentAvailability,issues"));
    return answer.status == 200 ? answer.json() : json::value();
  }
  void later() { sandbox_.advance(std::chrono::minutes(2)); }
};

TEST_F(ListingItemsTest, WhatIsAcceptedIsShownMinutesLater) {  // LST-10, LST-12
  EXPECT_EQ(text_at(put("P/1", offer()).json(), "status"), "ACCEPTED");
  EXPECT_TRUE(shown("P/1").is_null()) << "queued, not applied";
  later();
  auto item = shown("P/1");
  ASSERT_TRUE(item.is_object());
  EXPECT_EQ(text_at(item.at("summaries").at(0), "asin"), "B000000001");
  EXPECT_EQ(text_at(item.at("offers").at(0).at("price"), "amount"), "19.90");
  EXPECT_THAT(json::serialize(item.at("summaries").at(0).at("status")), HasSubstr("BUYABLE"));
  EXPECT_EQ(text_at(patch("P/1", quantity(0)).json(), "status"), "ACCEPTED");
  later();
  item = shown("P/1");
  EXPECT_EQ(number_at(item.at("fulfillmentAvailability").at(0), "quantity", -1), 0);
  EXPECT_THAT(json::serialize(item.at("summaries").at(0).at("status")), Not(HasSubstr("BUYABLE")));
  EXPECT_EQ(text_at(amazon("DELETE", path("P/1")).json(), "status"), "ACCEPTED");
  later();
  EXPECT_EQ(amazon("GET", path("P/1")).status, 404);
  EXPECT_EQ(amazon("DELETE", path("P/1")).status, 200) << "gone already is no fault";
  EXPECT_EQ(sandbox_.journal("listing_put").size(), 1U);
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(ListingItemsTest, MadeUpListingsAreTheSameEverywhere) {  // LST-12
  ASSERT_TRUE(sandbox_.control("POST", "listings", json::object{{"seller", "A1"}, {"made_up", 40}}));
  auto item = shown("MADE-7");
  ASSERT_TRUE(item.is_object());
  const auto asin = std::string(text_at(item.at("summaries").at(0), "asin"));
  EXPECT_EQ(text_at(patch("MADE-7", quantity(3)).json(), "status"), "ACCEPTED");
  later();
  item = shown("MADE-7");
  EXPECT_EQ(number_at(item.at("fulfillmentAvailability").at(0), "quantity", -1), 3);
  EXPECT_EQ(text_at(item.at("summaries").at(0), "asin"), asin) << "the rest of it is as it was";
  EXPECT_EQ(amazon("DELETE", path("MADE-8")).status, 200);
  later();
  EXPECT_EQ(amazon("GET", path("MADE-8")).status, 404);
  for (const auto* none : {"MADE-0", "MADE-41", "MADE-07", "MADE-", "MADE-7x"})
    EXPECT_EQ(amazon("GET", path(none)).status, 404) << none;
  const auto report = amazon("POST", "/reports/2021-06-30/reports",
                             R"({"reportType":"GET_MERCHANT_LISTINGS_ALL_DATA","marketplaceIds":["ATVPDKIKX0DER"]})");
  later();
  const auto document = std::string(
      text_at(amazon("GET", "/reports/2021-06-30/reports/" + std::string(text_at(report.json(), "reportId"))).json(),
              "reportDocumentId"));
  const auto url = std::string(text_at(amazon("GET", "/reports/2021-06-30/documents/" + document).json(), "url"));
  const auto text = send(sandbox_.ports().amazon, "GET", url.substr(url.find("/feed-documents"))).body;
  const auto count = [&](const std::string& sku) {
    std::size_t n = 0;
    for (auto at = text.find("\t" + sku + "\t"); at != std::string::npos; at = text.find("\t" + sku + "\t", at + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("MADE-7"), 1U);
  EXPECT_EQ(count("MADE-8"), 0U);
  EXPECT_EQ(count("MADE-9"), 1U);
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(ListingItemsTest, APreviewChangesNothing) {
  EXPECT_EQ(text_at(put("P-1", offer(), "&mode=VALIDATION_PREVIEW").json(), "status"), "VALID");
  later();
  EXPECT_TRUE(shown("P-1").is_null());
  EXPECT_TRUE(sandbox_.journal("listing_put").empty());
}

TEST_F(ListingItemsTest, WhatIsMissingOrWrongIsInvalidWithItsAttribute) {
  auto body = offer();
  body["attributes"].get_object().erase("condition_type");
  auto answer = put("P-1", body);
  EXPECT_EQ(answer.status, 200) << "as Amazon does";
  EXPECT_EQ(text_at(answer.json(), "status"), "INVALID");
  EXPECT_EQ(text_at(answer.json().at("issues").at(0), "code"), "90220");
  EXPECT_EQ(answer.json().at("issues").at(0).at("attributeNames").at(0), json::string("condition_type"));
  EXPECT_EQ(text_at(put("P-1", offer("B000000001", 1, -1)).json(), "status"), "INVALID");
  EXPECT_EQ(text_at(patch("P-1", quantity(1)).json().at("issues").at(0), "code"), "13013") << "there is no such listing";
  EXPECT_EQ(put("P-1", json::object{{"productType", "PRODUCT"}}).status, 400) << "no attributes at all";
}

TEST_F(ListingItemsTest, IssuesAreMadeOnDemand) {  // LST-18
  const json::array issues{json::object{{"code", "5665"}, {"message", "brand"}, {"attributes", json::array{"brand"}}}};
  ASSERT_TRUE(
      sandbox_.control("POST", "listing-issues", json::object{{"seller", "A1"}, {"sku", "P-1"}, {"refused", issues}}));
  EXPECT_EQ(text_at(put("P-1", offer()).json(), "status"), "INVALID");
  ASSERT_TRUE(
      sandbox_.control("POST", "listing-issues",
                       json::object{{"seller", "A1"}, {"sku", "P-1"}, {"refused", json::array()}, {"shown", issues}}));
  EXPECT_EQ(text_at(put("P-1", offer()).json(), "status"), "ACCEPTED");
  later();
  EXPECT_EQ(text_at(shown("P-1").at("issues").at(0), "code"), "5665");
  EXPECT_FALSE(sandbox_.control("POST", "listing-issues", json::object{{"seller", "A1"}, {"sku", "P-1"}, {"shown", 5}}));
}

TEST_F(ListingItemsTest, AnAcceptedChangeIsLostOnDemand) {
  Fault fault;
  fault.kind = FaultKind::drop_listing, fault.count = 1;
  sandbox_.fault(fault);
  EXPECT_EQ(text_at(put("P-1", offer()).json(), "status"), "ACCEPTED");
  later();
  EXPECT_TRUE(shown("P-1").is_null());
}

TEST_F(ListingItemsTest, OthersListingsAreDenied) {
  EXPECT_EQ(amazon("GET", "/listings/2021-08-01/items/A2/P-1?marketplaceIds=ATVPDKIKX0DER").status, 403);
}

}  // namespace
}  // namespace fairway::sandbox
