// What Amazon sent of its fulfilment orders (ORD-7): each package once, whenever and in however many calls it is told.
#include "mcf_support.hpp"

namespace {

using namespace amazon_test;
using fairway::Notice;
using fairway::Shipment;

constexpr const char* kList = "/fba/outbound/2020-07-01/fulfillmentOrders?queryStartDate=";

std::string mcf_head(const std::string& reference, const std::string& status,
                     const std::string& at = "2025-12-31T20:00:00Z") {
  return R"({"sellerFulfillmentOrderId":")" + reference + R"(","fulfillmentOrderStatus":")" + status +
         R"(","statusUpdatedDate":")" + at + R"("})";
}
std::string mcf_list(const std::string& heads, const std::string& next = {}) {
  return R"({"payload":{"fulfillmentOrders":[)" + heads + "]" + (next.empty() ? "" : R"(,"nextToken":")" + next + '"') +
         "}}";
}
std::string mcf_shipment(const std::string& id, const std::string& items, const std::string& packages,
                         const std::string& status = "SHIPPED") {
  return R"({"amazonShipmentId":")" + id + R"(","fulfillmentCenterId":"FC1","fulfillmentShipmentStatus":")" + status +
         R"(","shippingDate":"2025-12-31T19:00:00Z","fulfillmentShipmentItem":[)" + items +
         R"(],"fulfillmentShipmentPackage":[)" + packages + "]}";
}
std::string mcf_item(const std::string& line, int quantity, int package) {
  return R"({"sellerSku":"SKU-)" + line.substr(line.size() - 1) + R"(","sellerFulfillmentOrderItemId":")" + line +
         R"(","quantity":)" + std::to_string(quantity) + R"(,"packageNumber":)" + std::to_string(package) + "}";
}
std::string mcf_package(int number, const std::string& tracking) {
  return R"({"packageNumber":)" + std::to_string(number) + R"(,"carrierCode":"UPS")" +
         (tracking.empty() ? "" : R"(,"trackingNumber":")" + tracking + '"') + "}";
}

TEST(McfParcels, EachPackageIsADocumentWithWhatIsInIt) {
  McfStore store;
  store.expect("GET", std::string(kList) + "2025-12-25T00%3A00%3A00Z")
      .respond(200, mcf_list(mcf_head("R-1001", "COMPLETE")));
  store.show().respond(
      200,
      mcf_shown(
          "COMPLETE",
          mcf_shipment("D1", mcf_item("line-11", 1, 1) + "," + mcf_item("line-11", 1, 1) + "," + mcf_item("line-12", 1, 2),
                       mcf_package(1, "1Z1") +
                           R"(,{"packageNumber":2,"carrierCode":"AMZN","amazonFulfillmentTrackingNumber":"TBA2"})") +
              "," + mcf_shipment("D2", mcf_item("line-12", 1, 1), mcf_package(1, "1Z9"), "CANCELLED_BY_FULFILLER")));
  const auto pulled = store.channel.pull("shipments");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto parcels = pulled.documents<Shipment>();
  ASSERT_EQ(parcels.size(), 2u);
  EXPECT_EQ(parcels[0].id, "D1/1");
  EXPECT_EQ(parcels[0].reference, "R-1001");
  EXPECT_EQ(parcels[0].carrier, "UPS");
  EXPECT_EQ(parcels[0].tracking_number, "1Z1");
  EXPECT_EQ(to_text(*parcels[0].shipped_at), "2025-12-31T19:00:00Z");
  ASSERT_EQ(parcels[0].lines.size(), 1u) << "serial numbers split an item, not a line";
  EXPECT_EQ(parcels[0].lines[0].quantity, 2);
  EXPECT_FALSE(parcels[0].backorder);
  EXPECT_EQ(parcels[1].tracking_number, "TBA2");
  EXPECT_EQ(parcels[1].lines.at(0).line_id, "line-12");
}

// A first package leaves while the order stays Processing, which no list tells.
TEST(McfParcels, AnOrderInWorkIsReadAgainWithEachPull) {
  McfStore store;
  const auto first = mcf_shipment("D1", mcf_item("line-11", 2, 1), mcf_package(1, "1Z1"));
  const auto rest = mcf_shipment("D2", mcf_item("line-12", 1, 1), mcf_package(1, "1Z2"));
  store.expect("GET", std::string(kList) + "*").respond(200, mcf_list(mcf_head("R-1001", "Processing")));
  store.show().respond(200, mcf_shown("Processing"));
  const auto one = store.channel.pull("shipments");
  EXPECT_TRUE(one.documents<Shipment>().empty());

  store.expect("GET", std::string(kList) + "2025-12-31T19%3A00%3A00Z").respond(200, mcf_list("")).always();
  store.show().respond(200, mcf_shown("Processing", first));
  const auto two = store.channel.pull("shipments", one.cursor());
  ASSERT_EQ(two.documents<Shipment>().size(), 1u);
  EXPECT_TRUE(two.documents<Shipment>()[0].backorder);

  store.show().respond(200, mcf_shown("Complete", first + "," + rest));
  const auto three = store.channel.pull("shipments", two.cursor());
  EXPECT_EQ(three.documents<Shipment>().size(), 2u);
  EXPECT_TRUE(store.channel.pull("shipments", three.cursor()).documents<Shipment>().empty()) << "and then no more";
}

// The overlap shows the same change again; it is neither read nor told twice.
TEST(McfParcels, AChangeThatIsListedAgainIsNotToldAgain) {
  McfStore store;
  store.expect("GET", std::string(kList) + "*")
      .respond(200, mcf_list(mcf_head("R-1001", "Complete") + "," + mcf_head("R-2", "UNFULFILLABLE")))
      .always();
  store.show().respond(200, mcf_shown("Complete", mcf_shipment("D1", mcf_item("line-11", 2, 1), mcf_package(1, "1Z1"))));
  const auto first = store.channel.pull("shipments");
  EXPECT_EQ(first.documents<Shipment>().size(), 1u);
  ASSERT_EQ(first.documents<Notice>().size(), 1u);
  EXPECT_EQ(first.documents<Notice>()[0].reference, "R-2");
  EXPECT_EQ(first.documents<Notice>()[0].severity, "error");
  EXPECT_EQ(first.documents<Notice>()[0].kind, "acknowledgement-result") << "as if it had been refused at once";
  const auto second = store.channel.pull("shipments", first.cursor());
  ASSERT_TRUE(second.ok()) << second.cause().message;
  EXPECT_TRUE(second.committed.empty());
  EXPECT_EQ(second.cursor(), first.cursor());
}

TEST(McfParcels, APullThatIsCutOffGoesOnWhereItWas) {
  McfStore store;
  store.expect("GET", std::string(kList) + "*").respond(200, mcf_list(mcf_head("R-1", "Complete"), "p 2"));
  store.expect("GET", std::string(kList) + "*&nextToken=p%202").fail(FW_E_THROTTLED, "wait", 9000);
  const auto cut = store.channel.pull("shipments");
  EXPECT_EQ(cut.code, FW_E_THROTTLED);
  store.expect("GET", std::string(kList) + "*&nextToken=p%202").respond(200, mcf_list(mcf_head("R-2", "Complete")));
  for (const std::string reference : {"R-1", "R-2"})
    store.expect("GET", std::string(kMcf) + "/" + reference)
        .respond(200, mcf_shown("Complete", mcf_shipment("D-" + reference, mcf_item("line-11", 2, 1), mcf_package(1, "1Z")),
                                "Standard", "2", "E", reference));
  const auto rest = store.channel.pull("shipments", cut.cursor());
  ASSERT_TRUE(rest.ok()) << rest.cause().message;
  EXPECT_EQ(rest.documents<Shipment>().size(), 2u);
}

// Twelve orders, and the eleventh read is too fast: what was read before is not read again.
TEST(McfParcels, ReadsThatWereCommittedAreNotRepeated) {
  McfStore store;
  std::string heads;
  for (int i = 0; i < 12; ++i) heads += (heads.empty() ? "" : ",") + mcf_head("R-" + std::to_string(100 + i), "Complete");
  store.expect("GET", std::string(kList) + "*").respond(200, mcf_list(heads));
  int reads = 0;
  store.host.http.otherwise([&](const fairway::HttpRequest& request) -> std::optional<fairway::HttpResponse> {
    if (++reads == 12) return fairway::HttpResponse{429, {}, refusal("QuotaExceeded", "slow down")};
    const auto reference = request.url.substr(request.url.rfind('/') + 1);
    return fairway::HttpResponse{
        200,
        {},
        mcf_shown("Complete", mcf_shipment("D-" + reference, mcf_item("line-11", 2, 1), mcf_package(1, "1Z")), "Standard",
                  "2", "E", reference)};
  });
  const auto cut = store.channel.pull("shipments");
  EXPECT_EQ(cut.code, FW_E_THROTTLED);
  EXPECT_EQ(cut.documents<Shipment>().size(), 10u);
  const auto rest = store.channel.pull("shipments", cut.cursor());
  ASSERT_TRUE(rest.ok()) << rest.cause().message;
  EXPECT_EQ(rest.documents<Shipment>().size(), 2u);
  EXPECT_EQ(reads, 14) << "the list is not asked again, and two are read";
}

// Tracking numbers come late; then the order is read until they do, for three days.
TEST(McfParcels, ASentPackageWithoutATrackingNumberIsWaitedForAndThenToldOf) {
  McfStore store;
  store.expect("GET", std::string(kList) + "*").respond(200, mcf_list(mcf_head("R-1001", "Complete"))).always();
  store.show().respond(200, mcf_shown("Complete", mcf_shipment("D1", mcf_item("line-11", 2, 1), mcf_package(1, ""))));
  const auto first = store.channel.pull("shipments");
  EXPECT_TRUE(first.committed.empty());
  store.host.clock.unix_ms += 4 * 24 * 3'600'000ll;
  store.show().respond(200, mcf_shown("Complete", mcf_shipment("D1", mcf_item("line-11", 2, 1), "")));
  const auto late = store.channel.pull("shipments", first.cursor());
  ASSERT_EQ(late.documents<Notice>().size(), 1u);
  EXPECT_NE(late.documents<Notice>()[0].message.find("no tracking number"), std::string::npos);
  EXPECT_TRUE(store.channel.pull("shipments", late.cursor()).committed.empty());
}

// Other tools use the same list, with references that Amazon itself cannot find again.
TEST(McfParcels, AnOrderThatAmazonDoesNotShowHoldsUpNothing) {
  for (const int status : {400, 403, 404}) {
    McfStore store;
    store.expect("GET", std::string(kList) + "*")
        .respond(200, mcf_list(mcf_head("A+B", "Complete") + "," + mcf_head("R-1001", "Complete")));
    store.expect("GET", std::string(kMcf) + "/A%2BB").respond(status, refusal("Unauthorized", "denied"));
    store.show().respond(200, mcf_shown("Complete", mcf_shipment("D1", mcf_item("line-11", 2, 1), mcf_package(1, "1Z1"))));
    const auto pulled = store.channel.pull("shipments");
    ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
    EXPECT_EQ(pulled.documents<Shipment>().size(), 1u);
  }
}

// A next page that is the same one again, under whatever token, must not keep the packages from being read.
TEST(McfParcels, AListThatGoesRoundInCirclesEnds) {
  McfStore store;
  int pages = 0;
  store.host.http.otherwise([&](const fairway::HttpRequest& request) -> std::optional<fairway::HttpResponse> {
    if (request.operation == "listAllFulfillmentOrders")
      return fairway::HttpResponse{200, {}, mcf_list(mcf_head("R-1001", "Complete"), "p" + std::to_string(++pages))};
    return fairway::HttpResponse{
        200, {}, mcf_shown("Complete", mcf_shipment("D1", mcf_item("line-11", 2, 1), mcf_package(1, "1Z1")))};
  });
  EXPECT_EQ(store.channel.pull("shipments").documents<Shipment>().size(), 1u);
  EXPECT_EQ(pages, 2);
}

TEST(McfParcels, AnExpiredPageTokenBeginsTheListAgain) {
  McfStore store;
  store.expect("GET", std::string(kList) + "*").respond(200, mcf_list(mcf_head("R-1", "Received"), "p2"));
  store.expect("GET", std::string(kList) + "*&nextToken=p2").respond(400, refusal("InvalidInput", "nextToken"));
  store.expect("GET", std::string(kList) + "*").respond(200, mcf_list(mcf_head("R-1", "Received")));
  const auto pulled = store.channel.pull("shipments");
  EXPECT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(store.sent().size(), 3u);
}

}  // namespace
