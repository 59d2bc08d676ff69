// Validation against Swagger models: small ones written here, and Amazon's where FAIRWAY_SPAPI_MODELS names their folder.
#include <cstdlib>
#include <fstream>

#include "host/sandbox/models.hpp"
#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

json::object operation(json::array parameters, const char* status, json::object schema = {{"type", "object"}}) {
  return {{"parameters", std::move(parameters)}, {"responses", {{status, {{"schema", std::move(schema)}}}}}};
}

class ModelsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / fmt::format("fairway-models-{}", getpid());
    std::filesystem::create_directories(folder_);
    const json::object body{{"in", "body"}, {"name", "body"}, {"schema", {{"$ref", "#/definitions/Body"}}}};
    const json::object limit{{"in", "query"}, {"name", "limit"}, {"type", "integer"}, {"required", true}};
    const json::object kinds{
        {"in", "query"}, {"name", "kinds"}, {"type", "array"}, {"items", {{"type", "string"}, {"enum", {"A", "B"}}}}};
    write("orders_2026-01-01.json",
          {{"/orders/2026-01-01/orders", {{"get", operation({limit, kinds}, "200", {{"$ref", "#/definitions/Answer"}})}}},
           {"/orders/2026-01-01/orders/{orderId}", {{"get", operation({}, "200")}}}});
    write("ordersV0.json", {{"/orders/v0/orders/{orderId}/shipmentConfirmation", {{"post", operation({body}, "204")}}}});
    write("feeds_2021-06-30.json",
          {{"/feeds/2021-06-30/documents", {{"post", operation({}, "201")}}},
           {"/feeds/2021-06-30/documents/{feedDocumentId}", {{"get", operation({}, "200")}}},
           {"/feeds/2021-06-30/feeds", {{"post", operation({}, "202")}, {"get", operation({}, "200")}}},
           {"/feeds/2021-06-30/feeds/{feedId}", {{"get", operation({}, "200")}, {"delete", operation({}, "200")}}}});
    write("reports_2021-06-30.json",
          {{"/reports/2021-06-30/reports", {{"post", operation({}, "202")}}},
           {"/reports/2021-06-30/reports/{reportId}", {{"get", operation({}, "200")}}},
           {"/reports/2021-06-30/documents/{reportDocumentId}", {{"get", operation({}, "200")}}}});
    write("listingsItems_2021-08-01.json", {{"/listings/2021-08-01/items/{sellerId}", {{"get", operation({}, "200")}}},
                                            {"/listings/2021-08-01/items/{sellerId}/{sku}",
                                             {{"get", operation({}, "200")},
                                              {"put", operation({}, "200")},
                                              {"patch", operation({}, "200")},
                                              {"delete", operation({}, "200")}}}});
    write("catalogItems_2022-04-01.json", {{"/catalog/2022-04-01/items", {{"get", operation({}, "200")}}},
                                           {"/catalog/2022-04-01/items/{asin}", {{"get", operation({}, "200")}}}});
    write("definitionsProductTypes_2020-09-01.json",
          {{"/definitions/2020-09-01/productTypes", {{"get", operation({}, "200")}}},
           {"/definitions/2020-09-01/productTypes/{productType}", {{"get", operation({}, "200")}}}});
    const std::string mcf = "/fba/outbound/2020-07-01/fulfillmentOrders";
    write("fulfillmentOutbound_2020-07-01.json",
          {{mcf + "/preview", {{"post", operation({}, "200")}}},
           {mcf, {{"post", operation({}, "200")}, {"get", operation({}, "200")}}},
           {mcf + "/{sellerFulfillmentOrderId}", {{"get", operation({}, "200")}}},
           {mcf + "/{sellerFulfillmentOrderId}/cancel", {{"put", operation({}, "200")}}}});
    write("fbaInventory.json", {{"/fba/inventory/v1/summaries", {{"get", operation({}, "200")}}}});
    write("sellers.json", {{"/sellers/v1/marketplaceParticipations", {{"get", operation({}, "200")}}}});
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const char* name, json::object paths) {
    const json::object text{{"type", "string"}};
    const json::object model{
        {"paths", std::move(paths)},
        {"definitions",
         {{"Body", {{"type", "object"}, {"required", {"id"}}, {"properties", {{"id", text}}}}},
          {"Answer", {{"type", "object"}, {"required", {"orders"}}, {"properties", {{"orders", {{"type", "array"}}}}}}}}}};
    std::ofstream(folder_ / name) << json::serialize(model);
  }
  std::filesystem::path folder_;
};

TEST_F(ModelsTest, QueriesBodiesAndAnswersAreChecked) {
  const auto models = Models::load(folder_.string());
  ASSERT_TRUE(models) << models.error().message;
  Request request;
  request.query = {{"limit", "5"}, {"kinds", "A,B"}};
  EXPECT_TRUE((*models)->check_request("searchOrders", request, nullptr).empty());
  for (const auto& wrong : {Pairs{{"limit", "x"}}, Pairs{{"limit", "5"}, {"kinds", "A,C"}}, Pairs{{"kinds", "A"}},
                            Pairs{{"limit", "5"}, {"odd", "1"}}})
    EXPECT_FALSE(((request.query = wrong), (*models)->check_request("searchOrders", request, nullptr)).empty());
  request.query.clear();
  const json::value good{{"id", "1"}}, bad{{"id", 1}};
  EXPECT_TRUE((*models)->check_request("confirmShipment", request, &good).empty());
  EXPECT_FALSE((*models)->check_request("confirmShipment", request, &bad).empty());
  EXPECT_TRUE((*models)->check_answer("searchOrders", 200, R"({"orders":[]})").empty());
  EXPECT_FALSE((*models)->check_answer("searchOrders", 200, R"({"orders":{}})").empty());
  EXPECT_FALSE((*models)->check_answer("searchOrders", 418, "{}").empty());
  EXPECT_FALSE((*models)->check_answer("searchOrders", 200, "<html>").empty());
}

TEST_F(ModelsTest, AFolderWithoutAModelIsRefusedByName) {
  std::filesystem::remove(folder_ / "sellers.json");
  const auto models = Models::load(folder_.string());
  ASSERT_FALSE(models);
  EXPECT_NE(models.error().message.find("sellers.json"), std::string::npos);
}

class RealModelsTest : public SandboxTest {
 protected:
  Options options() {
    auto options = SandboxTest::options();
    if (const auto* folder = std::getenv("FAIRWAY_SPAPI_MODELS")) options.models = folder;
    return options;
  }
  RealModelsTest() : twin_(options()) {}
  void SetUp() override {
    if (!std::getenv("FAIRWAY_SPAPI_MODELS"))
      GTEST_SKIP() << "set FAIRWAY_SPAPI_MODELS to a folder with the models of github.com/amzn/selling-partner-api-models";
    SandboxTest::SetUp();
  }
  // MCF and FBA inventory, each operation at least once, and their refusals.
  void ask_for_fulfilment(std::uint16_t port, const Headers& headers) {
    const std::string path = "/fba/outbound/2020-07-01/fulfillmentOrders";
    const json::object address{{"name", "Ada Almond"},
                               {"addressLine1", "1 Mill Lane"},
                               {"city", "Lakemere"},
                               {"postalCode", "48084"},
                               {"countryCode", "US"}};
    const json::array items{json::object{{"sellerSku", "SKU-1"}, {"sellerFulfillmentOrderItemId", "1"}, {"quantity", 2}}};
    const json::object order{{"marketplaceId", "ATVPDKIKX0DER"},
                             {"sellerFulfillmentOrderId", "R-1"},
                             {"displayableOrderId", "S-1"},
                             {"displayableOrderDate", format_time(twin_.now())},
                             {"displayableOrderComment", "Thank you"},
                             {"shippingSpeedCategory", "Standard"},
                             {"destinationAddress", address},
                             {"items", items}};
    const auto post = [&](const std::string& at, const json::object& body) {
      return send(port, "POST", at, json::serialize(body), headers).status;
    };
    const json::object preview{{"address", address}, {"items", items}};
    ASSERT_TRUE(twin_.control("POST", "fba-stock", {{"seller", "A1"}, {"sku", "SKU-1"}, {"fulfillable", 1}}));
    EXPECT_EQ(post(path + "/preview", preview), 200);  // not enough
    ASSERT_TRUE(twin_.control("POST", "fba-stock", {{"seller", "A1"}, {"sku", "SKU-1"}, {"fulfillable", 9}}));
    EXPECT_EQ(post(path + "/preview", preview), 200);
    EXPECT_EQ(post(path, order), 200);
    EXPECT_EQ(post(path, order), 400);
    ASSERT_TRUE(twin_.control("POST", "mcf/R-1", {{"action", "ship"}}));
    EXPECT_EQ(send(port, "GET", path + "/R-1", "", headers).status, 200);
    EXPECT_EQ(send(port, "GET", path + "/none", "", headers).status, 404);
    EXPECT_EQ(send(port, "GET", path + "?queryStartDate=2026-01-01T00:00:00Z", "", headers).status, 200);
    EXPECT_EQ(send(port, "PUT", path + "/R-1/cancel", "", headers).status, 400);
    EXPECT_EQ(send(port, "GET",
                   "/fba/inventory/v1/summaries?details=true&granularityType=Marketplace&granularityId=ATVPDKIKX0DER&"
                   "marketplaceIds=ATVPDKIKX0DER",
                   "", headers)
                  .status,
              200);
    EXPECT_EQ(send(port, "GET",
                   "/orders/2026-01-01/orders?lastUpdatedAfter=2026-01-01T00:00:00Z&includedData=FULFILLMENT,RECIPIENT", "",
                   headers)
                  .status,
              200);  // the echo among them
  }
  Sandbox twin_;
};

TEST_F(RealModelsTest, EveryAnswerFitsAmazonsModels) {  // HST-14
  sandbox_.stop();
  const auto up = twin_.start();
  ASSERT_TRUE(up) << up.error().message;
  const auto port = twin_.ports().amazon;
  twin_.set([this] {
    auto settings = twin_.settings();
    settings.lag = Millis(0);
    return settings;
  }());
  for (const auto status : {OrderStatus::pending, OrderStatus::unshipped, OrderStatus::shipped, OrderStatus::cancelled}) {
    OrderSpec spec;
    spec.seller = "A1";
    spec.status = status;
    spec.count = 5;
    spec.gift_message = "Enjoy";
    spec.programs = {"PRIME", "AMAZON_BUSINESS"};
    spec.cancel_requested = "NO_LONGER_NEEDED";
    spec.by_amazon = status == OrderStatus::shipped;
    ASSERT_TRUE(twin_.inject(spec));
  }
  const auto granted = send(port, "POST", "/auth/o2/token",
                            "grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=Atzr%7Csandbox-A1",
                            {{"Content-Type", "application/x-www-form-urlencoded"}});
  const Headers headers{{"x-amz-access-token", std::string(text_at(granted.json(), "access_token"))},
                        {"User-Agent", "Test/1.0"},
                        {"Content-Type", "application/json"}};
  const std::string all =
      "includedData=BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT,FULFILLMENT_"
      "ORDERS";
  const auto found =
      send(port, "GET",
           "/orders/2026-01-01/orders?maxResultsPerPage=15&fulfillmentStatuses=PENDING,UNSHIPPED,SHIPPED,CANCELLED&" + all +
               "&lastUpdatedAfter=2026-01-01T00:00:00Z",
           "", headers);
  ASSERT_EQ(found.status, 200) << found.body;
  const auto& order = found.json().at("orders").at(5);
  const auto id = std::string(text_at(order, "orderId"));
  const json::object confirmation{
      {"marketplaceId", "ATVPDKIKX0DER"},
      {"packageDetail",
       {{"packageReferenceId", "1"},
        {"carrierCode", "UPS"},
        {"trackingNumber", "1Z"},
        {"shipDate", format_time(twin_.now())},
        {"orderItems", {{{"orderItemId", order.at("orderItems").at(0).at("orderItemId")}, {"quantity", 1}}}}}}};
  const auto confirmed =
      send(port, "POST", "/orders/v0/orders/" + id + "/shipmentConfirmation", json::serialize(confirmation), headers);
  EXPECT_EQ(confirmed.status, 204) << confirmed.body;
  EXPECT_EQ(send(port, "GET", "/orders/2026-01-01/orders/" + id + "?" + all, "", headers).status, 200);
  EXPECT_EQ(send(port, "GET", "/sellers/v1/marketplaceParticipations", "", headers).status, 200);
  const auto document = send(port, "POST", "/feeds/2021-06-30/documents", R"({"contentType":"text/xml"})", headers);
  const auto url = std::string(text_at(document.json(), "url"));
  send(port, "PUT", url.substr(url.find("/feed-documents")), "<x/>", {{"Content-Type", "text/xml"}});
  const auto feed = send(port, "POST", "/feeds/2021-06-30/feeds",
                         json::serialize(json::object{{"feedType", "T"},
                                                      {"marketplaceIds", {"ATVPDKIKX0DER"}},
                                                      {"inputFeedDocumentId", text_at(document.json(), "feedDocumentId")}}),
                         headers);
  EXPECT_EQ(feed.status, 202) << feed.body;
  EXPECT_EQ(send(port, "GET", "/feeds/2021-06-30/feeds/" + std::string(text_at(feed.json(), "feedId")), "", headers).status,
            200);
  EXPECT_EQ(send(port, "GET", "/feeds/2021-06-30/feeds?pageSize=5", "", headers).status, 200);
  EXPECT_EQ(send(port, "GET", "/orders/2026-01-01/orders/none", "", headers).status, 404);
  ask_for_fulfilment(port, headers);
  for (const auto& violation : twin_.violations()) ADD_FAILURE() << json::serialize(describe(violation));
}

}  // namespace
}  // namespace fairway::sandbox
