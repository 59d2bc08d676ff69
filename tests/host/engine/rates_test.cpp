#include "host/engine/rates.hpp"

#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

struct RatesTest : ::testing::Test {
  Folder folder;
  std::unique_ptr<storage::Database> db = open_in(folder);
  CurrentCatalogue catalogue{shop_catalogue()};
  ManualClock clock{kStart};

  Rates::Request request(const std::string& seller, bool interactive = true) {
    return {"amazon", "searchOrders", {{"region", "NA"}, {"seller-id", seller}}, interactive};
  }
  int burst(Rates& rates, const std::string& seller) {
    int granted = 0;
    while (rates.permit(request(seller)) == Millis(0)) ++granted;
    return granted;
  }
  void store(Rates& rates) {
    must(db->transact([&](storage::Transaction& tx) { return rates.store(tx); }));
  }
  std::unique_ptr<Rates> loaded(bool clean) {
    auto rates = std::make_unique<Rates>(catalogue, clock, clean);
    must(rates->load(*must(db->read())));
    return rates;
  }
};

// HST-5
TEST_F(RatesTest, SellersHaveBucketsOfTheirOwnUnderOneOfTheApplication) {
  Rates rates(catalogue, clock, true);
  EXPECT_EQ(burst(rates, "A1"), 20);
  EXPECT_EQ(burst(rates, "A2"), 10);  // the application's 30 are used up
}

TEST_F(RatesTest, WhatIsRefusedByOneBucketIsNotTakenFromTheOther) {
  Rates rates(catalogue, clock, true);
  burst(rates, "A1");
  for (int i = 0; i < 50; ++i) EXPECT_GT(rates.permit(request("A1")), Millis(0));
  EXPECT_EQ(burst(rates, "A2"), 10);
}

TEST_F(RatesTest, AnOperationWithoutAPlanIsFree) {
  Rates rates(catalogue, clock, true);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(rates.permit({"amazon", "other", {}, false}), Millis(0));
  EXPECT_EQ(rates.permit({"nobody", "searchOrders", {}, false}), Millis(0));
}

TEST_F(RatesTest, LevelsAndLearnedRatesOutliveACleanEnd) {
  {
    Rates rates(catalogue, clock, true);
    burst(rates, "A1");
    rates.report({request("A1"), 0.5, false, Millis(0)});
    store(rates);
  }
  clock.advance(std::chrono::seconds(10));
  auto rates = loaded(true);
  EXPECT_EQ(burst(*rates, "A1"), 4);  // 10 s at 95 % of the learned rate
}

TEST_F(RatesTest, AfterAnUncleanEndEveryBucketHasOneToken) {
  {
    Rates rates(catalogue, clock, true);
    rates.permit(request("A1"));
    store(rates);
  }
  clock.advance(std::chrono::milliseconds(1));
  auto rates = loaded(false);
  EXPECT_EQ(burst(*rates, "A1"), 1);
}

TEST_F(RatesTest, ARefusalStopsTheSellerAndNoOther) {
  Rates rates(catalogue, clock, true);
  rates.permit(request("A1"));
  rates.report({request("A1"), std::nullopt, true, std::chrono::seconds(30)});
  EXPECT_EQ(rates.permit(request("A1")), std::chrono::seconds(30));
  EXPECT_EQ(rates.permit(request("A2")), Millis(0));
}

TEST_F(RatesTest, ForgetsBucketsOfLongAgo) {
  change(*db, "INSERT INTO bucket (key, level, rate, at) VALUES ('old', 1, 1, 0)");
  Rates rates(catalogue, clock, true);
  rates.permit(request("A1"));
  store(rates);
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM bucket WHERE key = 'old'"), 0);
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM bucket"), 2);
}

}  // namespace
}  // namespace fairway::engine::test
