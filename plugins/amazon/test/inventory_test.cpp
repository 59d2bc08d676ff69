// What Amazon's fulfilment centres hold (OFR-1).
#include "mcf_support.hpp"

namespace {

using namespace amazon_test;
using fairway::StockLevel;

constexpr const char* kSummaries =
    "/fba/inventory/v1/"
    "summaries?details=true&granularityType=Marketplace&granularityId=ATVPDKIKX0DER&marketplaceIds=ATVPDKIKX0DER";

std::string summary(const std::string& sku, const std::string& details) {
  return R"({"sellerSku":")" + sku + R"(","lastUpdatedTime":"2025-12-31T10:00:00Z","totalQuantity":99,"inventoryDetails":)" +
         details + "}";
}
std::string summaries(const std::string& rows, const std::string& next = {}) {
  return R"({"payload":{"granularity":{"granularityType":"Marketplace","granularityId":"ATVPDKIKX0DER"},"inventorySummaries":[)" +
         rows + "]}" + (next.empty() ? "" : R"(,"pagination":{"nextToken":")" + next + "\"}") + "}";
}

TEST(Inventory, EverySkuIsALevelOfTheMarketplacesCentres) {
  McfStore store;
  store.expect("GET", kSummaries)
      .respond(
          200,
          summaries(
              summary(
                  "SKU-1",
                  R"({"fulfillableQuantity":7,"reservedQuantity":{"totalReservedQuantity":3,"pendingCustomerOrderQuantity":2}})"),
              "p=2"));
  store.expect("GET", std::string(kSummaries) + "&nextToken=p%3D2")
      .respond(200, summaries(summary(" sku-1", R"({"fulfillableQuantity":0})")));
  const auto pulled = store.channel.pull("stock");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto levels = pulled.documents<StockLevel>();
  ASSERT_EQ(levels.size(), 2u);
  EXPECT_EQ(levels[0].sku, "SKU-1");
  EXPECT_EQ(levels[0].location, "FBA-US");
  EXPECT_EQ(levels[0].available, 7);
  EXPECT_EQ(levels[0].on_hand, 10) << "what is on its way to Amazon is not there";
  EXPECT_EQ(levels[0].committed, 2);
  EXPECT_EQ(to_text(*levels[0].as_of), "2026-01-01T00:00:00Z");
  EXPECT_EQ(to_text(*levels[0].changed_at), "2025-12-31T10:00:00Z");
  EXPECT_EQ(levels[1].sku, " sku-1") << "a SKU is compared exactly";
  EXPECT_EQ(levels[1].available, 0);
  EXPECT_EQ(pulled.cursor(), "") << "tokens live for 30 seconds, so the next pull reads everything";
}

// A quantity that is not told is unknown, not zero: zero would stop sales.
TEST(Inventory, ARowWithoutAQuantityIsSetAside) {
  McfStore store;
  store.expect("GET", kSummaries)
      .respond(200,
               summaries(R"({"sellerSku":"SKU-1","totalQuantity":5},{"inventoryDetails":{"fulfillableQuantity":1}},7,)" +
                         summary("SKU-2", R"({"fulfillableQuantity":1})")));
  const auto pulled = store.channel.pull("stock");
  EXPECT_EQ(pulled.documents<StockLevel>().size(), 1u);
  ASSERT_EQ(pulled.rejects.size(), 3u);
  EXPECT_EQ(pulled.rejects[0].why.pointer, "/inventoryDetails/fulfillableQuantity");
}

TEST(Inventory, AnAnswerWithoutSummariesAndAnExpiredTokenAreTriedAgain) {
  McfStore store;
  store.expect("GET", kSummaries).respond(200, "{}");
  EXPECT_EQ(store.channel.pull("stock").code, FW_E_UNAVAILABLE);
  for (const char* page : {"", "&nextToken=p2"})  // the same page, under another token
    store.expect("GET", std::string(kSummaries) + page)
        .respond(200, summaries(summary("SKU-1", R"({"fulfillableQuantity":1})"), *page == '\0' ? "p2" : "p3"));
  const auto circles = store.channel.pull("stock");
  EXPECT_EQ(circles.code, FW_E_UNAVAILABLE);
  EXPECT_FALSE(circles.committed.empty()) << "what was told is true all the same";
  store.expect("GET", kSummaries).respond(200, summaries("", "p2"));
  store.expect("GET", std::string(kSummaries) + "&nextToken=p2").respond(400, refusal("InvalidInput", "nextToken"));
  EXPECT_EQ(store.channel.pull("stock").code, FW_E_UNAVAILABLE);
}

// OFR-9: a list of SKUs is separated by commas, so one with a comma in it would be two others.
TEST(Inventory, SomeSkusAreAskedForAloneInOneRequest) {
  McfStore store;
  store.expect("GET", std::string(kSummaries) + "&sellerSkus=SKU-1,A%20B")
      .respond(200, summaries(summary("SKU-1", R"({"fulfillableQuantity":7})")));
  const auto pulled = store.channel.pull("stock-lookup", {}, R"({"skus":["SKU-1","x,y","A B"]})");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(pulled.documents<StockLevel>().size(), 1u);
  EXPECT_TRUE(store.channel.pull("stock-lookup", {}, R"({"skus":["x,y"]})").ok());  // and asks nobody
}

}  // namespace
