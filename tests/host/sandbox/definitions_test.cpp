// LST-13: product types, with schemas behind a link that is signed and short-lived.
#include <gmock/gmock.h>

#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

using ::testing::HasSubstr;

class DefinitionsTest : public SandboxTest {
 protected:
  static constexpr const char* kTypes = "/definitions/2020-09-01/productTypes";
  static constexpr const char* kUs = "?marketplaceIds=ATVPDKIKX0DER";
  Answer schema(const std::string& url) { return send(sandbox_.ports().amazon, "GET", url.substr(url.find('/', 7))); }
};

TEST_F(DefinitionsTest, ATypeHasASchemaBehindALinkThatEndsSoon) {
  const auto answer = amazon("GET", std::string(kTypes) + "/SHIRT" + kUs + "&requirements=LISTING_PRODUCT_ONLY");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(text_at(answer.json(), "requirements"), "LISTING_PRODUCT_ONLY");
  const auto& link = answer.json().at("schema");
  EXPECT_FALSE(text_at(link, "checksum").empty());
  const std::string url(text_at(link.at("link"), "resource"));
  const auto document = schema(url);
  ASSERT_EQ(document.status, 200) << document.body;
  const auto& properties = document.json().at("properties");
  EXPECT_TRUE(find(properties, "item_name"));
  EXPECT_THAT(json::serialize(find(properties, "variation_theme") ? *find(properties, "variation_theme") : json::value()),
              HasSubstr("SIZE_NAME"));
  EXPECT_EQ(schema(url + "x").status, 403);
  sandbox_.advance(std::chrono::minutes(6));
  EXPECT_EQ(schema(url).status, 403) << "expired";
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(DefinitionsTest, TypesAreFoundByTheirWords) {
  EXPECT_THAT(amazon("GET", std::string(kTypes) + kUs + "&keywords=shirt").body, HasSubstr("SHIRT"));
  EXPECT_THAT(amazon("GET", std::string(kTypes) + kUs + "&keywords=shirt").body, Not(HasSubstr("LUGGAGE")));
  EXPECT_THAT(amazon("GET", std::string(kTypes) + kUs).body, HasSubstr("LUGGAGE"));
  EXPECT_EQ(amazon("GET", std::string(kTypes) + "/NONE" + kUs).status, 404);
}

TEST_F(DefinitionsTest, AnAttributeIsReplacedForTheLanguageThatIsNamed) {  // ACC-3
  ASSERT_TRUE(sandbox_.control("POST", "listings", json::object{{"seller", "A1"}, {"sku", "MUG"}, {"marketplace", "BE"}}));
  const std::string path = "/listings/2021-08-01/items/A1/MUG?marketplaceIds=AMEN7PMS3EDWL";
  for (const auto& [language, text] :
       {std::pair("fr_BE", "Tasse"), std::pair("nl_BE", "Mok"), std::pair("fr_BE", "Grande tasse")}) {
    const json::array value{json::object{{"value", text}, {"language_tag", language}, {"marketplace_id", "AMEN7PMS3EDWL"}}};
    const json::array patches{json::object{{"op", "replace"}, {"path", "/attributes/item_name"}, {"value", value}}};
    EXPECT_EQ(amazon("PATCH", path, json::serialize(json::object{{"productType", "HOME"}, {"patches", patches}})).status,
              200);
    sandbox_.advance(std::chrono::minutes(3));
  }
  const auto body = amazon("GET", path + "&includedData=attributes").body;
  EXPECT_THAT(body, HasSubstr("Mok"));
  EXPECT_THAT(body, HasSubstr("Grande tasse"));
  EXPECT_THAT(body, Not(HasSubstr("\"Tasse")));
}

}  // namespace
}  // namespace fairway::sandbox
