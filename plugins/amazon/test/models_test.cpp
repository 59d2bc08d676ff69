// Every example answer of Amazon's models, through the plugin. Skipped where the models are not at hand.
#include "fairway/connect.hpp"
#include "mcf_support.hpp"
#include "model.hpp"
#include "translate.hpp"

namespace {

using namespace amazon_test;
using fairway::JsonView;
using fairway::Order;

constexpr const char* kSearch = "/orders/2026-01-01/orders";
constexpr const char* kGet = "/orders/2026-01-01/orders/{orderId}";
constexpr const char* kConfirm = "/orders/v0/orders/{orderId}/shipmentConfirmation";

#define MODEL_OR_SKIP(name, file)      \
  const auto name = Model::load(file); \
  if (!name) GTEST_SKIP() << Model::kWhere

std::string stores_of(const std::vector<JsonView>& orders) {
  std::string stores;
  for (const auto& one : orders)
    stores += std::string(stores.empty() ? "" : ",") + R"({"nickname":"n","marketplace-id":)" +
              std::string(one["salesChannel"]["marketplaceId"].raw()) + "}";
  return R"({"since":"2024-01-01T00:00:00Z","stores":[)" + stores + "]";
}

std::string upper(std::string text) {
  for (char& c : text) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

void expect_address(const Order& order, const JsonView& from) {
  EXPECT_EQ(order.ship_to.name.text, from["name"].text());
  EXPECT_EQ(order.ship_to.company.text, from["companyName"].text());
  EXPECT_EQ(order.ship_to.line1.text, from["addressLine1"].text());
  EXPECT_EQ(order.ship_to.line2.text, from["addressLine2"].text());
  EXPECT_EQ(order.ship_to.postal_code.text, from["postalCode"].text());
  EXPECT_EQ(order.ship_to.state, from["stateOrRegion"].text());
  EXPECT_EQ(order.ship_to.country, from["countryCode"].text());
  EXPECT_EQ(upper(order.ship_to.type), from["addressType"].text());
}

void expect_line(const fairway::OrderLine& line, const JsonView& from) {
  EXPECT_EQ(line.id, from["orderItemId"].text());
  EXPECT_EQ(line.sku, from["product"]["sellerSku"].text());
  EXPECT_EQ(line.product_id, from["product"]["asin"].text());
  EXPECT_EQ(line.quantity, from["quantityOrdered"].integer());
  EXPECT_EQ(line.quantity_shipped, from["fulfillment"]["quantityFulfilled"].integer().value_or(0));
  EXPECT_EQ(line.unit_price.amount, from["product"]["price"]["unitPrice"]["amount"].text());
}

void expect_package(const fairway::OrderPackage& package, const JsonView& from) {
  EXPECT_EQ(package.reference, from["packageReferenceId"].text());
  EXPECT_EQ(package.carrier, from["carrier"].text());
  EXPECT_EQ(package.tracking_number, from["trackingNumber"].text());
  EXPECT_EQ(upper(package.status), from["packageStatus"]["status"].text());
  EXPECT_EQ(package.lines.size(), from["packageItems"].items().size());
}

void expect_same(const Order& order, const JsonView& from) {
  SCOPED_TRACE(from["orderId"].text());
  EXPECT_EQ(order.channel_order_id, from["orderId"].text());
  EXPECT_EQ(order.marketplace, from["salesChannel"]["marketplaceId"].text());
  EXPECT_EQ(upper(std::string(order.status.text())), from["fulfillment"]["fulfillmentStatus"].text());
  EXPECT_EQ(upper(std::string(order.fulfilled_by.text())), from["fulfillment"]["fulfilledBy"].text());
  EXPECT_EQ(order.ship_service, amazon::service_category(from["fulfillment"]["fulfillmentServiceLevel"].text()));
  EXPECT_EQ(order.ship_by.has_value(), from["fulfillment"]["shipByWindow"]["latestDateTime"].exists());
  EXPECT_EQ(order.buyer.name.text, from["buyer"]["buyerName"].text());
  EXPECT_EQ(order.buyer.email.text, from["buyer"]["buyerEmail"].text());
  EXPECT_EQ(order.total.amount, from["proceeds"]["grandTotal"]["amount"].text());
  EXPECT_EQ(order.programs.size(), from["programs"].items().size());
  expect_address(order, from["recipient"]["deliveryAddress"]);
  const auto items = from["orderItems"].items(), packages = from["packages"].items();
  ASSERT_EQ(order.lines.size(), items.size());
  for (std::size_t i = 0; i < items.size(); ++i) expect_line(order.lines[i], items[i]);
  ASSERT_EQ(order.packages.size(), packages.size());
  for (std::size_t i = 0; i < packages.size(); ++i) expect_package(order.packages[i], packages[i]);
}

void expect_refused(const fairway::testing::Outcome& outcome, const Example& example) {
  EXPECT_EQ(outcome.code, FW_E_REJECTED);
  EXPECT_NE(outcome.cause().message.find(JsonView::parse(example.body)["errors"].items().at(0)["message"].text()),
            std::string::npos);
}

TEST(Models, EveryPageOfOrdersIsTranslatedWhole) {
  MODEL_OR_SKIP(model, "orders_2026-01-01.json");
  int pages = 0;
  for (const auto& example : model->examples(kSearch, "get")) {
    Store store;
    const auto body = JsonView::parse(example.body);
    const auto orders = body["orders"].items();
    store.search().respond(example.status, example.body);
    store.search().respond(200, page(""));  // where the example has a next page
    const auto pulled = store.channel.pull("orders", "", stores_of(orders) + "}");
    EXPECT_EQ(model->judge_query(store.sent().at(0).url, kSearch, "get"), "");
    if (example.status != 200) {
      expect_refused(pulled, example);
      continue;
    }
    ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
    EXPECT_TRUE(pulled.rejects.empty());
    const auto documents = pulled.documents<Order>();
    ASSERT_EQ(documents.size(), orders.size());
    for (std::size_t i = 0; i < orders.size(); ++i) expect_same(documents[i], orders[i]);
    ++pages;
  }
  EXPECT_GE(pages, 2);
}

TEST(Models, EverySingleOrderIsTranslatedWhole) {
  MODEL_OR_SKIP(model, "orders_2026-01-01.json");
  int orders = 0;
  for (const auto& example : model->examples(kGet, "get")) {
    Store store;
    const auto order = JsonView::parse(example.body)["order"];
    store.expect("GET", "/orders/2026-01-01/orders/*").respond(example.status, example.body);
    const auto params =
        (example.status == 200 ? stores_of({order}) : std::string(R"({"stores":[])")) + R"(,"ids":["111-0000000-0000001"]})";
    const auto pulled = store.channel.pull("orders", "", params);
    EXPECT_EQ(model->judge_query(store.sent().at(0).url, kGet, "get"), "");
    if (example.status != 200) {
      expect_refused(pulled, example);
      continue;
    }
    const auto documents = pulled.documents<Order>();
    ASSERT_EQ(documents.size(), 1u);
    expect_same(documents[0], order);
    ++orders;
  }
  EXPECT_GE(orders, 2);
}

TEST(Models, AConfirmationIsWhatTheModelDescribes) {
  MODEL_OR_SKIP(model, "ordersV0.json");
  EXPECT_NE(model->judge_body("{}", "ConfirmShipmentRequest"), "") << "the judge must see what is missing";
  for (const auto& example : model->examples(kConfirm, "post")) {
    const auto wanted = JsonView::parse(example.request)["parameters"]["body"]["value"];
    const auto detail = wanted["packageDetail"];
    fairway::Shipment shipment;
    shipment.channel_order_id = JsonView::parse(example.request)["parameters"]["orderId"]["value"].text();
    shipment.package_reference = detail["packageReferenceId"].text();
    shipment.carrier = detail["carrierCode"].text(), shipment.service = detail["shippingMethod"].text();
    shipment.tracking_number = detail["trackingNumber"].text();
    shipment.shipped_at = fairway::time_of(detail["shipDate"].text());
    for (const auto& item : detail["orderItems"].items())
      shipment.lines.push_back({item["orderItemId"].text(), "", *item["quantity"].integer()});

    Store store;
    store.expect("POST", "/orders/v0/orders/" + shipment.channel_order_id + "/shipmentConfirmation")
        .respond(example.status, example.body);
    const auto result = store.channel.push(std::vector{shipment}).results.at(0);
    const std::string body = store.sent().at(0).body;
    EXPECT_EQ(model->judge_body(body, "ConfirmShipmentRequest"), "");
    const auto sent = JsonView::parse(body);
    EXPECT_EQ(sent["marketplaceId"].text(), wanted["marketplaceId"].text());
    for (const char* member : {"packageReferenceId", "carrierCode", "shippingMethod", "trackingNumber"})
      EXPECT_EQ(sent["packageDetail"][member].raw(), detail[member].raw()) << member;
    EXPECT_EQ(result.code, example.status == 204 ? FW_OK : FW_E_REJECTED);
  }
}

TEST(Models, AcknowledgementsSpeakTheFeedsApi) {
  MODEL_OR_SKIP(model, "feeds_2021-06-30.json");
  for (const auto& document : model->examples("/feeds/2021-06-30/documents", "post"))
    for (const auto& feed : model->examples("/feeds/2021-06-30/feeds", "post")) {
      Store store;
      store.expect("POST", "/feeds/2021-06-30/documents").respond(document.status, document.body);
      store.host.http.expect("PUT", JsonView::parse(document.body)["url"].text("none")).respond(200);
      store.expect("POST", "/feeds/2021-06-30/feeds").respond(feed.status, feed.body);
      fairway::OrderAck ack;
      ack.channel_order_id = "902-1106328-1059050";
      const auto result = store.channel.push(std::vector{ack}).results.at(0);
      const auto sent = store.sent();
      EXPECT_EQ(model->judge_body(sent.at(0).body, "CreateFeedDocumentSpecification"), "");
      if (sent.size() == 3) { EXPECT_EQ(model->judge_body(sent[2].body, "CreateFeedSpecification"), ""); }
      const bool taken = document.status == 201 && feed.status == 202;
      EXPECT_EQ(result.code, taken ? FW_OK : FW_E_REJECTED);
      if (taken) { EXPECT_EQ(result.remote_id, JsonView::parse(feed.body)["feedId"].text()); }
    }
}

TEST(Models, TheOrderReportSpeaksTheReportsApi) {
  MODEL_OR_SKIP(model, "reports_2021-06-30.json");
  const char* window = R"({"since":"2025-12-30T00:00:00Z","until":"2025-12-31T00:00:00Z"})";
  for (const auto& example : model->examples("/reports/2021-06-30/reports", "post")) {
    Store store;
    store.expect("POST", "/reports/2021-06-30/reports").respond(example.status, example.body);
    const auto pulled = store.channel.pull("order-ids", "", window);
    EXPECT_EQ(model->judge_body(store.sent().at(0).body, "CreateReportSpecification"), "");
    if (example.status != 202) expect_refused(pulled, example);
    else { EXPECT_NE(pulled.cursor(), "") << example.body; }
  }
  for (const auto& example : model->examples("/reports/2021-06-30/reports/{reportId}", "get")) {
    Store store;
    store.expect("GET", "/reports/2021-06-30/reports/R1").respond(example.status, example.body);
    store.expect("GET", "/reports/2021-06-30/documents/*").respond(503, "").always();
    const auto pulled = store.channel.pull(
        "order-ids",
        R"({"report":"R1","since":"2025-12-30T00:00:00Z","until":"2025-12-31T00:00:00Z","asked_at":"2025-12-31T23:00:00Z"})",
        window);
    const auto status = JsonView::parse(example.body)["processingStatus"].text();
    if (example.status != 200) expect_refused(pulled, example);
    else if (status == "DONE") EXPECT_EQ(pulled.code, FW_E_UNAVAILABLE) << "its document is asked for: " << example.body;
    else if (status == "FATAL" || status == "CANCELLED") EXPECT_NE(pulled.code, FW_OK) << example.body;
    else EXPECT_TRUE(pulled.ok()) << example.body;
  }
}

TEST(Models, EveryEndOfAFeedIsUnderstood) {
  MODEL_OR_SKIP(model, "feeds_2021-06-30.json");
  for (const auto& example : model->examples("/feeds/2021-06-30/feeds/{feedId}", "get")) {
    Store store;
    store.host.state.values = {{"ack-feeds", R"(["F1"])"}};
    store.expect("GET", "/feeds/2021-06-30/feeds/F1").respond(example.status, example.body);
    const auto pulled = store.channel.pull("notices");
    if (example.status != 200) expect_refused(pulled, example);
    else { EXPECT_EQ(pulled.documents<fairway::Notice>().size(), 1u) << example.body; }
  }
}

TEST(Models, TheSellersMarketplacesAreUnderstood) {
  MODEL_OR_SKIP(model, "sellers.json");
  for (const auto& example : model->examples("/sellers/v1/marketplaceParticipations", "get")) {
    if (example.status != 200) continue;
    Store store;
    store.expect("GET", "/sellers/v1/marketplaceParticipations").respond(200, example.body);
    store.expect("GET", "/listings/2021-08-01/items/*").respond(200, R"({"items":[]})");
    const auto connected = store.channel.connect("verify");
    ASSERT_TRUE(connected.ok()) << connected.cause().message;
    EXPECT_EQ(connected.as<fairway::ConnectIdentity>().identity.at("marketplace-id"), "ATVPDKIKX0DER");
  }
}

TEST(Models, AFulfilmentOrderIsWhatTheModelDescribes) {  // ORD-7
  MODEL_OR_SKIP(model, "fulfillmentOutbound_2020-07-01.json");
  EXPECT_NE(model->judge_body("{}", "CreateFulfillmentOrderRequest"), "") << "the judge must see what is missing";
  const auto examples = model->examples(std::string(kMcf) + "/preview", "post");
  ASSERT_FALSE(examples.empty());
  McfStore store;
  store.preview().respond(200, examples.front().body);
  store.create().respond(200, "{}");
  auto order = mcf_order();
  order.gift_message = {"Enjoy"};
  const auto result = store.channel.push(std::vector{order}).results.at(0);
  ASSERT_TRUE(result.accepted()) << result.why.message;
  EXPECT_EQ(model->judge_body(store.sent().at(0).body, "GetFulfillmentPreviewRequest"), "");
  EXPECT_EQ(model->judge_body(store.sent().at(1).body, "CreateFulfillmentOrderRequest"), "");
}

TEST(Models, FulfilmentOrdersAreListedAndRead) {  // ORD-7
  MODEL_OR_SKIP(model, "fulfillmentOutbound_2020-07-01.json");
  const auto lists = model->examples(kMcf, "get");
  const auto orders = model->examples(std::string(kMcf) + "/{sellerFulfillmentOrderId}", "get");
  ASSERT_FALSE(lists.empty());
  ASSERT_FALSE(orders.empty());
  McfStore store;
  store.expect("GET", std::string(kMcf) + "?queryStartDate=*").respond(200, lists.front().body);
  store.expect("GET", std::string(kMcf) + "/601-2020200-12345678").respond(200, orders.front().body);
  const auto pulled = store.channel.pull("shipments");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(store.sent().size(), 2u) << "RECEIVED needs no look, COMPLETE does";
  EXPECT_EQ(model->judge_query(store.sent().at(0).url, kMcf, "get"), "");
  EXPECT_TRUE(pulled.documents<fairway::Shipment>().empty()) << "the example's shipment is PENDING";
}

TEST(Models, InventoryIsAskedForAsTheModelDescribes) {  // OFR-1
  MODEL_OR_SKIP(model, "fbaInventory.json");
  Store store;
  store.expect("GET", "/fba/inventory/v1/summaries?*").respond(200, R"({"payload":{"inventorySummaries":[]}})");
  EXPECT_TRUE(store.channel.pull("stock").ok());
  EXPECT_EQ(model->judge_query(store.sent().at(0).url, "/fba/inventory/v1/summaries", "get"), "");
}

}  // namespace
