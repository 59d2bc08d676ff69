// GET …/stock-check as it is answered from what is known (OFR-9).
#include "host/api/stock_check.hpp"

#include "host/ledger/stock.hpp"
#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

constexpr const char* kTwoWarehouses = R"(account: acme
company: Acme BV
stores: { us: { plugin: amazon, settings: { seller-id: A1 } } }
warehouses:
  west: { plugin: wms, settings: {} }
  east: { plugin: wms, settings: {} }
)";

Catalogue with_warehouse() {
  auto catalogue = engine::test::shop_catalogue();
  Description wms;
  wms.id = "com.example.wms", wms.name = "wms";
  wms.config_schema = R"({"type":"object"})";
  wms.manifest.roles = {"warehouse"};
  engine::test::add_plugin(catalogue, wms);
  return catalogue;
}

struct StockCheck : ::testing::Test {
  StockCheck() : host("listen: 127.0.0.1:0\n", kTwoWarehouses, with_warehouse()) {}
  void level(const std::string& warehouse, const std::string& sku, std::int64_t available, Millis age) {
    StockLevel level;
    level.sku = sku, level.available = available;
    level.as_of = ledger::to_time(host.engine->clock().now() - age);
    engine::test::must(host.engine->db().transact([&](storage::Transaction& tx) {
      return ledger::keep_levels(tx, "acme", warehouse, {level}, "test", host.engine->clock().now());
    }));
  }
  Response ask(std::map<std::string, std::string> query) {
    Request request;
    request.stock = &sources;
    request.place["account"] = "acme";
    request.query = std::move(query);
    return check_stock(*host.engine, request);
  }
  json::value body(std::map<std::string, std::string> query) { return parse_json(ask(std::move(query)).body).value(); }
  const Host host;
  StockSources sources{LiveStock([](auto&&...) { return std::set<std::string>(); }, host.engine->clock())};
};

TEST_F(StockCheck, TheLastKnownLevelsAreSummedWithTheAgeOfTheOldest) {
  level("west", "TENT", 4, std::chrono::minutes(10));
  level("east", "TENT", 3, std::chrono::minutes(2));
  const auto all = body({{"sku", "TENT"}, {"quantity", "5"}});
  EXPECT_EQ(number_at(all, "available"), 7);
  EXPECT_EQ(text_at(all, "source"), "known");
  EXPECT_GE(number_at(all, "age_seconds"), 600);
  EXPECT_LT(number_at(all, "age_seconds"), 660);
  EXPECT_FALSE(flag_at(all, "enough", true)) << "neither has five, and a line is not split";
  EXPECT_TRUE(flag_at(body({{"sku", "TENT"}, {"quantity", "4"}, {"deadline", "0"}}), "enough"));
  ASSERT_EQ(all.at("warehouses").as_array().size(), 2U);
  EXPECT_EQ(number_at(all.at("warehouses").at(1), "available"), 3);
}

TEST_F(StockCheck, MorePromisedThanThereIsIsNothingToPromise) {
  level("west", "TENT", -2, std::chrono::minutes(1));
  level("east", "TENT", 3, std::chrono::minutes(1));
  EXPECT_EQ(number_at(body({{"sku", "TENT"}}), "available"), 3);
}

TEST_F(StockCheck, AnUnknownItemIsUnknownAndNotZero) {
  const auto nothing = body({{"sku", "never heard of"}, {"quantity", "1"}});
  EXPECT_TRUE(nothing.at("available").is_null());
  EXPECT_TRUE(nothing.at("enough").is_null());
  EXPECT_TRUE(nothing.at("as_of").is_null());
  EXPECT_EQ(text_at(nothing, "source"), "known") << "nobody was asked";
  EXPECT_FALSE(text_at(nothing, "reason").empty());
}

TEST_F(StockCheck, AQuestionThatIsNoneIsRefused) {
  for (const std::map<std::string, std::string>& query :
       std::vector<std::map<std::string, std::string>>{{},
                                                       {{"sku", ""}},
                                                       {{"sku", "A"}, {"quantity", "0"}},
                                                       {{"sku", "A"}, {"quantity", "x"}},
                                                       {{"sku", "A"}, {"deadline", "11s"}},
                                                       {{"sku", "A"}, {"deadline", "soon"}}})
    EXPECT_EQ(ask(query).status, 400);
  EXPECT_EQ(ask({{"sku", "A"}, {"store", "nobody"}}).status, 404);
}

}  // namespace
}  // namespace fairway::api
