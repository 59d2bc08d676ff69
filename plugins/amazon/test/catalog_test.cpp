// Products as Amazon's catalogue has them (LST-14, LST-20).
#include "fairway/pull.hpp"
#include "model.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::Product;
using fairway::ProductParams;

constexpr const char* kCatalog = "/catalog/2022-04-01/items?";
constexpr const char* kCatalogItem =
    R"({"asin":"B000000001","summaries":[{"marketplaceId":"A1F83G8C2ARO7P","itemName":"Other"},
        {"marketplaceId":"ATVPDKIKX0DER","itemName":"Tent"}],
        "classifications":[{"marketplaceId":"ATVPDKIKX0DER","classifications":[{"displayName":"Jazz","classificationId":"3",
          "parent":{"displayName":"CDs & Vinyl","classificationId":"2","parent":{"displayName":"Categories","classificationId":"1"}}}]}],
        "identifiers":[{"marketplaceId":"ATVPDKIKX0DER","identifiers":[{"identifierType":"UPC","identifier":"036000291452"},
          {"identifierType":"EAN","identifier":"0036000291452"}]}],
        "images":[{"marketplaceId":"ATVPDKIKX0DER","images":[
          {"variant":"PT02","link":"https://i.test/3.jpg","height":500,"width":500},
          {"variant":"SWCH","link":"https://i.test/s.jpg","height":30,"width":30},
          {"variant":"MAIN","link":"https://i.test/1s.jpg","height":75,"width":75},
          {"variant":"MAIN","link":"https://i.test/1.jpg","height":1500,"width":1500},
          {"variant":"PT01","link":"https://i.test/2.jpg","height":500,"width":500}]}]})";

Pulled look_up_products(Store& store, std::vector<std::string> asins) {
  return store.channel.pull("products", {}, fairway::to_json(ProductParams{std::move(asins)}));
}

TEST(Catalog, AProductIsWhatTheStoresMarketplaceSaysOfIt) {
  Store store;
  store.expect("GET", std::string(kCatalog) + "*")
      .respond(200, R"({"numberOfResults":1,"items":[)" + std::string(kCatalogItem) + "]}");
  const auto pulled = look_up_products(store, {"B000000001"});
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto product = pulled.documents<Product>().at(0);
  EXPECT_TRUE(product.found);
  EXPECT_EQ(product.title, "Tent");
  EXPECT_EQ(product.barcode, "0036000291452") << "an EAN says more than a UPC";
  EXPECT_EQ(product.categories, (std::vector<std::string>{"CDs & Vinyl", "Jazz"})) << "the root is no category";
  EXPECT_EQ(product.images,
            (std::vector<std::string>{"https://i.test/1.jpg", "https://i.test/2.jpg", "https://i.test/3.jpg"}))
      << "of each view the largest, the main one first";
  EXPECT_EQ(pulled.cursor(), "");
}

TEST(Catalog, TwentyAreAskedForAtATimeEachOnceAndNothingThatIsNoAsin) {
  Store store;
  std::vector<std::string> asins{"not an asin", ""};
  for (int i = 100; i < 125; ++i) asins.push_back("B000000" + std::to_string(i));
  asins.push_back("B000000100");
  store.expect("GET", std::string(kCatalog) + "*").respond(200, R"({"numberOfResults":0,"items":[]})").always();
  const auto pulled = look_up_products(store, asins);
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  ASSERT_EQ(store.sent().size(), 2u);
  for (const auto& request : store.sent()) EXPECT_EQ(request.operation, "searchCatalogItems");
  EXPECT_EQ(store.sent()[1].url, std::string(kBase) + kCatalog +
                                     "identifiers=B000000120%2CB000000121%2CB000000122%2CB000000123%2CB000000124"
                                     "&identifiersType=ASIN&marketplaceIds=ATVPDKIKX0DER"
                                     "&includedData=summaries,classifications,identifiers,images&pageSize=20");
  const auto products = pulled.documents<Product>();
  ASSERT_EQ(products.size(), asins.size());
  for (const auto& one : products) EXPECT_FALSE(one.found);
}

TEST(Catalog, WhatAmazonRefusesIsTheHostsToJudge) {
  for (const auto& [status, code] : {std::pair(429, FW_E_THROTTLED), std::pair(403, FW_E_AUTH),
                                     std::pair(400, FW_E_REJECTED), std::pair(503, FW_E_UNAVAILABLE)}) {
    Store store;
    store.expect("GET", std::string(kCatalog) + "*").respond(status, refusal("X", "no")).always();
    EXPECT_EQ(look_up_products(store, {"B000000001"}).code, code) << status;
  }
}

TEST(Catalog, ReadsWhatTheModelDescribes) {
  const auto model = Model::load("catalogItems_2022-04-01.json");
  if (!model) GTEST_SKIP() << Model::kWhere;
  const auto examples = model->examples("/catalog/2022-04-01/items", "get");
  ASSERT_FALSE(examples.empty());
  for (const auto& example : examples) {
    if (example.status != 200) continue;
    Store store;
    store.expect("GET", std::string(kCatalog) + "*").respond(200, example.body);
    const auto pulled = look_up_products(store, {"B07N4M94X4"});
    ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
    EXPECT_EQ(model->judge_query(store.sent().at(0).url, "/catalog/2022-04-01/items", "get"), "");
    const auto product = pulled.documents<Product>().at(0);
    if (!product.found) continue;
    EXPECT_EQ(product.barcode, "0887276302195");
    EXPECT_EQ(product.categories.front(), "Electronics");
  }
}

}  // namespace
