// The catalogue: searchCatalogItems and getCatalogItem.
#include <gmock/gmock.h>

#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class CatalogItemsTest : public SandboxTest {
 protected:
  Answer search(const std::string& asins, const std::string& more = "&identifiersType=ASIN") {
    return amazon("GET", "/catalog/2022-04-01/items?marketplaceIds=ATVPDKIKX0DER&identifiers=" + asins +
                             "&includedData=summaries,classifications,identifiers,images,productTypes" + more);
  }
  void list(json::object row) {
    row["seller"] = "A1";
    ASSERT_TRUE(sandbox_.control("POST", "listings", row));
  }
};

TEST_F(CatalogItemsTest, ShowsWhatSellersListAndLeavesOutWhatItLacks) {  // LST-20
  list({{"sku", "A"}, {"asin", "B0AAAAAAA1"}, {"barcode", "4006381333931"}, {"category", "CDs & Vinyl"}});
  list({{"sku", "B"}, {"asin", "B0AAAAAAA2"}, {"images", json::array{"https://images.example/1.jpg"}}});
  const auto found = search("B0AAAAAAA1,B0AAAAAAA2,B0AAAAAAA9").json();
  EXPECT_EQ(number_at(found, "numberOfResults"), 2);
  const auto& first = found.at("items").at(0);
  EXPECT_EQ(text_at(first, "asin"), "B0AAAAAAA1");
  EXPECT_THAT(json::serialize(first.at("identifiers")), HasSubstr(R"("identifierType":"EAN","identifier":"4006381333931")"));
  EXPECT_THAT(json::serialize(first.at("classifications")), HasSubstr(R"("displayName":"CDs & Vinyl")"));
  EXPECT_THAT(json::serialize(first.at("images")), HasSubstr(R"("variant":"PT02")"));
  const auto images = json::serialize(found.at("items").at(1).at("images"));
  EXPECT_THAT(images, HasSubstr("https://images.example/1.jpg"));
  EXPECT_THAT(images, Not(HasSubstr("PT01")));
  EXPECT_EQ(text_at(amazon("GET", "/catalog/2022-04-01/items/B0AAAAAAA1?marketplaceIds=ATVPDKIKX0DER").json(), "asin"),
            "B0AAAAAAA1");
  EXPECT_EQ(amazon("GET", "/catalog/2022-04-01/items/B0AAAAAAA9?marketplaceIds=ATVPDKIKX0DER").status, 404);
  EXPECT_EQ(search("B0AAAAAAA1", "").status, 400) << "of what kind they are must be said";
  EXPECT_EQ(number_at(amazon("GET",
                             "/catalog/2022-04-01/items?marketplaceIds=A1F83G8C2ARO7P&identifiersType=ASIN&"
                             "identifiers=B0AAAAAAA1")
                          .json(),
                      "numberOfResults"),
            0)
      << "another marketplace has another catalogue";
}

TEST_F(CatalogItemsTest, HasTheProductsOfMadeUpListingsToo) {
  list({{"made_up", 30}});
  const auto shown =
      amazon("GET", "/listings/2021-08-01/items/A1/MADE-3?marketplaceIds=ATVPDKIKX0DER&includedData=summaries").json();
  const auto asin = std::string(text_at(shown.at("summaries").at(0), "asin"));
  EXPECT_EQ(text_at(search(asin).json().at("items").at(0).at("summaries").at(0), "itemName"),
            text_at(shown.at("summaries").at(0), "itemName"));
}

TEST_F(CatalogItemsTest, TenAPageUnlessMoreAreAskedFor) {
  std::string asins;
  for (int i = 10; i < 22; ++i) {
    const auto asin = fmt::format("B0AAAAAA{}", i);
    list({{"sku", asin}, {"asin", asin}});
    asins += (asins.empty() ? "" : ",") + asin;
  }
  const auto page = search(asins).json();
  EXPECT_EQ(page.at("items").as_array().size(), 10U);
  const auto token = std::string(text_at(page.at("pagination"), "nextToken"));
  EXPECT_EQ(search(asins, "&identifiersType=ASIN&pageToken=" + token).json().at("items").as_array().size(), 2U);
  EXPECT_EQ(search(asins, "&identifiersType=ASIN&pageSize=20").json().at("items").as_array().size(), 12U);
  EXPECT_TRUE(sandbox_.violations().empty());
  EXPECT_EQ(search(asins + "," + asins).status, 400) << "twenty at most";
}

}  // namespace
}  // namespace fairway::sandbox
