// Shipments, stock and webhooks (WMS-1).
#include "fairway/pull.hpp"
#include "support.hpp"

namespace {

using namespace wms_test;
using fairway::Notice;
using fairway::Shipment;
using fairway::StockLevel;

std::string shipment(
    const std::string& id, const std::string& at,
    const std::string& parcels =
        R"([{"carrier":"UPS","service":"Ground","tracking_number":"1Z1","weight_grams":900,"lines":[{"line_id":"11","sku":"SKU-1","quantity":2}]}])") {
  return R"({"id":")" + id + R"(","order_id":"W-1","reference":"111-1","shipped_at":")" + at +
         R"(","backorder":true,"parcels":)" + parcels + "}";
}
std::string list(const std::string& items, const std::string& next = {}, const std::string& more = {}) {
  return "{" + more + R"("items":[)" + items + R"(],"next":)" + (next.empty() ? "null" : '"' + next + '"') + "}";
}

TEST(Shipments, EachParcelIsADocument) {
  Warehouse warehouse;
  warehouse.expect("GET", "/shipments?shipped_since=2025-12-25T00%3A00%3A00Z")
      .respond(
          200,
          list(shipment(
              "S-1", "2025-12-31T20:00:00Z",
              R"([{"carrier":"UPS","tracking_number":"1Z1","weight_grams":900,"lines":[{"line_id":"11","sku":"SKU-1","quantity":2}]},)"
              R"({"carrier":"UPS","service":"Ground","tracking_number":null,"lines":[{"line_id":"12","quantity":1}]}])")));
  const auto pulled = warehouse.channel.pull("shipments");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto parcels = pulled.documents<Shipment>();
  ASSERT_EQ(parcels.size(), 2u);
  EXPECT_EQ(parcels[0].id, "S-1/1");
  EXPECT_EQ(parcels[1].id, "S-1/2");
  EXPECT_EQ(parcels[0].reference, "111-1");
  EXPECT_EQ(parcels[0].fulfilment_id, "W-1");
  EXPECT_EQ(parcels[0].tracking_number, "1Z1");
  EXPECT_EQ(parcels[1].tracking_number, "");
  EXPECT_TRUE(parcels[0].backorder);
  EXPECT_EQ(parcels[0].lines.at(0).quantity, 2);
  ASSERT_EQ(parcels[0].extra.members.size(), 1u);
  EXPECT_EQ(parcels[0].extra.members[0].second, "900");
}

TEST(Shipments, TheNextWindowBeginsBeforeTheNewestShipment) {
  Warehouse warehouse;
  warehouse.expect("GET", "/shipments?shipped_since=*").respond(200, list(shipment("S-1", "2025-12-30T20:00:00Z"), "p2"));
  warehouse.expect("GET", "/shipments?shipped_since=*&cursor=p2")
      .respond(200, list(shipment("S-2", "2025-12-31T20:00:00Z")));
  const auto first = warehouse.channel.pull("shipments");
  EXPECT_EQ(first.checkpoints.size(), 2u);
  warehouse.expect("GET", "/shipments?shipped_since=2025-12-31T14%3A00%3A00Z").respond(200, list(""));
  const auto second = warehouse.channel.pull("shipments", first.cursor());
  ASSERT_TRUE(second.ok()) << second.cause().message;
  EXPECT_EQ(second.cursor(), first.cursor()) << "nothing new: the window stays";
}

TEST(Shipments, AFailureResumesAtThePageAndALostPageRestartsTheWindow) {
  Warehouse warehouse;
  warehouse.expect("GET", "/shipments?shipped_since=2025-12-25T00%3A00%3A00Z")
      .respond(200, list(shipment("S-1", "2025-12-30T20:00:00Z"), "p2"))
      .times(2);
  warehouse.expect("GET", "/shipments?*cursor=p2").respond(503);
  const auto failed = warehouse.channel.pull("shipments");
  EXPECT_EQ(failed.code, FW_E_UNAVAILABLE);
  EXPECT_EQ(failed.committed.size(), 1u);
  warehouse.expect("GET", "/shipments?*cursor=p2").respond(400, R"({"title":"unknown cursor"})");
  warehouse.expect("GET", "/shipments?*cursor=p2").respond(200, list(shipment("S-2", "2025-12-30T21:00:00Z")));
  const auto again = warehouse.channel.pull("shipments", failed.cursor());
  ASSERT_TRUE(again.ok()) << again.cause().message;
  EXPECT_EQ(again.committed.size(), 2u);
}

TEST(Shipments, ABrokenRowIsSetAside) {
  Warehouse warehouse;
  warehouse.expect("GET", "/shipments?*")
      .respond(
          200,
          list(
              R"({"id":"S-0","reference":"111-0","parcels":"none"},{"parcels":[]},{"id":"S-9","reference":"r","parcels":[]},)" +
              shipment("S-1", "2025-12-31T20:00:00Z")));
  const auto pulled = warehouse.channel.pull("shipments");
  ASSERT_TRUE(pulled.ok());
  EXPECT_EQ(pulled.committed.size(), 1u);
  ASSERT_EQ(pulled.rejects.size(), 3u);
  EXPECT_EQ(pulled.rejects[0].why.pointer, "/parcels");
}

TEST(Shipments, RefusalsTellTheHostWhatToDo) {
  struct Case {
    int status;
    const char* body;
    fw_rc code;
  };
  const Case cases[] = {{429, "", FW_E_THROTTLED}, {500, "", FW_E_UNAVAILABLE},       {403, "", FW_E_AUTH},
                        {400, "", FW_E_REJECTED},  {200, "<html>", FW_E_UNAVAILABLE}, {200, "{}", FW_E_UNAVAILABLE}};
  for (const Case& one : cases) {
    Warehouse warehouse;
    warehouse.expect("GET", "/shipments?*").respond(one.status, one.body, {{"retry-after", "30"}});
    const auto pulled = warehouse.channel.pull("shipments");
    EXPECT_EQ(pulled.code, one.code) << one.status;
    if (one.status == 429) { EXPECT_EQ(pulled.cause().retry_after_ms, 30'000); }
  }
}

TEST(Stock, EachPageHasItsOwnTime) {
  Warehouse warehouse;
  warehouse.expect("GET", "/inventory?warehouse_id=W1")
      .respond(
          200,
          list(
              R"({"sku":"007","warehouse_id":"W1","on_hand":3,"committed":5,"available":-2,"changed_at":"2025-12-31T20:00:00Z"})",
              "p2", R"("as_of":"2026-01-01T00:00:00Z",)"));
  warehouse.expect("GET", "/inventory?warehouse_id=W1&cursor=p2")
      .respond(200, list(R"({"sku":"8","warehouse_id":"W1","available":1})", "", R"("as_of":"2026-01-01T00:00:05Z",)"));
  const auto pulled = warehouse.channel.pull("stock");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto levels = pulled.documents<StockLevel>();
  ASSERT_EQ(levels.size(), 2u);
  EXPECT_EQ(levels[0].sku, "007");
  EXPECT_EQ(levels[0].available, -2);
  EXPECT_EQ(levels[0].committed, 5);
  EXPECT_EQ(to_text(*levels[0].as_of), "2026-01-01T00:00:00Z");
  EXPECT_EQ(to_text(*levels[1].as_of), "2026-01-01T00:00:05Z");
  EXPECT_EQ(pulled.checkpoints, (std::vector<std::string>{"p2", ""}));
}

// OFR-9: who waits at a checkout asks for what is in the basket, not for the whole shelf.
TEST(Stock, SomeSkusAreAskedForAlone) {
  Warehouse warehouse;
  warehouse.expect("GET", "/inventory?warehouse_id=W1&sku=A%2FB")
      .respond(200, list(R"({"sku":"A/B","available":4})", "", R"("as_of":"2026-01-01T00:00:00Z",)"));
  warehouse.expect("GET", "/inventory?warehouse_id=W1&sku=C").respond(200, list(""));
  const auto pulled = warehouse.channel.pull("stock-lookup", {}, R"({"skus":["A/B","C"]})");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  ASSERT_EQ(pulled.documents<StockLevel>().size(), 1u);
  EXPECT_EQ(pulled.documents<StockLevel>()[0].available, 4);
  EXPECT_TRUE(warehouse.host.http.unmet().empty());
}

TEST(Stock, AQuestionThatFailsCostsTheOthersNothing) {
  Warehouse warehouse;
  warehouse.expect("GET", "/inventory?*sku=A").respond(200, list(R"({"sku":"A","available":4})"));
  warehouse.expect("GET", "/inventory?*sku=B").respond(503, "{}");
  warehouse.expect("GET", "/inventory?*sku=C").respond(200, list(R"({"sku":"C","available":1})"));
  const auto pulled = warehouse.channel.pull("stock-lookup", {}, R"({"skus":["A","B","C"]})");
  EXPECT_EQ(pulled.cause().code, FW_E_UNAVAILABLE);
  EXPECT_EQ(pulled.documents<StockLevel>().size(), 2u);
  EXPECT_EQ(pulled.checkpoints.size(), 2u);
}

TEST(Stock, AWarehouseThatIsDownIsNotAskedForEachOfTwenty) {
  Warehouse warehouse;
  for (const char* sku : {"A", "B"}) warehouse.expect("GET", std::string("/inventory?*sku=") + sku).respond(503, "{}");
  const auto pulled = warehouse.channel.pull("stock-lookup", {}, R"({"skus":["A","B","C"]})");
  EXPECT_EQ(pulled.cause().code, FW_E_UNAVAILABLE);
  EXPECT_TRUE(warehouse.host.http.unmet().empty());
}

// A missing number is not zero: zero would take the item off sale.
TEST(Stock, ALevelWithoutANumberIsSetAside) {
  Warehouse warehouse;
  warehouse.expect("GET", "/inventory?*")
      .respond(200, list(R"({"sku":"1","on_hand":3},{"sku":"2","available":"two"},{"available":1})"));
  const auto pulled = warehouse.channel.pull("stock");
  EXPECT_TRUE(pulled.committed.empty());
  EXPECT_EQ(pulled.rejects.size(), 3u);
}

fairway::testing::Pulled deliver(Warehouse& warehouse, const std::string& body) {
  fairway::HookRequest delivery;
  delivery.id = "msg-1", delivery.body = body;
  return warehouse.channel.pull("hook", "", fairway::to_json(delivery));
}

TEST(Hook, ADeliveryThatCarriesTheShipmentNeedsNoCall) {
  Warehouse warehouse;
  const auto pulled = deliver(warehouse, R"({"topic":"shipment.created","depositor":"ACME","data":)" +
                                             shipment("S-1", "2025-12-31T20:00:00Z") + "}");
  ASSERT_TRUE(pulled.ok());
  EXPECT_EQ(pulled.documents<Shipment>().at(0).id, "S-1/1") << "the same id as by polling";
  EXPECT_TRUE(warehouse.sent().empty());
}

TEST(Hook, ADeliveryThatPointsToTheOrderIsFollowed) {
  Warehouse warehouse;
  warehouse.expect("GET", "/shipments?order_id=W-1").respond(200, list(shipment("S-1", "2025-12-31T20:00:00Z")));
  EXPECT_EQ(deliver(warehouse, R"({"type":"shipment.created","data":{"id":"S-1","order_id":"W-1"}})").committed.size(), 1u);
}

TEST(Hook, TroubleWithAnOrderIsANotice) {
  Warehouse warehouse;
  const auto pulled = deliver(
      warehouse,
      R"({"topic":"order.exception","data":{"id":"W-1","reference":"111-1","status":"exception","exception":"not enough stock"}})");
  const auto notices = pulled.documents<Notice>();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].kind, "order-exception");
  EXPECT_EQ(notices[0].reference, "111-1");
  EXPECT_EQ(notices[0].severity, "error");
  EXPECT_NE(notices[0].message.find("not enough stock"), std::string::npos);
  EXPECT_EQ(deliver(warehouse, R"({"topic":"order.cancelled","data":{"reference":"111-1"}})").documents<Notice>().at(0).kind,
            "order-cancelled");
}

TEST(Hook, WhatIsNotForUsOrNotReadableDoesNoHarm) {
  Warehouse warehouse;
  for (const char* body :
       {R"({"topic":"inventory.changed","data":{}})", R"({"topic":"order.accepted","data":{"reference":"r"}})",
        R"({"topic":"shipment.created","depositor":"OTHER","data":{"order_id":"W-7"}})", "{}"}) {
    const auto pulled = deliver(warehouse, body);
    EXPECT_TRUE(pulled.ok()) << body;
    EXPECT_TRUE(pulled.committed.empty() && pulled.rejects.empty()) << body;
  }
  for (const char* body :
       {"<html>", R"({"topic":"shipment.created","data":{}})", R"({"topic":"order.exception","data":{"id":{}}})"})
    EXPECT_EQ(deliver(warehouse, body).rejects.size(), 1u) << body;
}

TEST(Describe, NamesVerbsLanesAndTheSignature) {
  const auto manifest = Plugin().describe().manifest;
  EXPECT_EQ(manifest.roles, std::vector<std::string>{"warehouse"});
  ASSERT_TRUE(manifest.webhook);
  EXPECT_EQ(manifest.webhook->scheme, "standard-webhooks");
  EXPECT_EQ(manifest.webhook->secret_setting, "webhook-secret");
  ASSERT_EQ(manifest.pushes.size(), 2u);
  EXPECT_TRUE(manifest.pushes[0].pii) << "a parcel needs an address";
  EXPECT_FALSE(manifest.pushes[1].pii);
  const auto findings = Plugin().validate(R"({"url":"wms.test","client-id":"a","depositor":"A","warehouse":"W"})").failures;
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].pointer, "/url");
}

}  // namespace
