// ORD-10: the warehouse is asked first.
#include "support.hpp"

namespace {

using namespace wms_test;
using fairway::Cancellation;

Cancellation cancellation(const std::string& id = "W-1") {
  Cancellation one;
  one.reference = "111-1", one.fulfilment_id = id;
  return one;
}
const char* kOrder = R"({"id":"W-1","reference":"111-1","status":"accepted"})";

TEST(Cancel, SendsTheVersionThatWasRead) {
  Warehouse warehouse;
  warehouse.expect("GET", "/orders/W-1").respond(200, kOrder, {{"etag", "\"v1\""}});
  warehouse.expect("POST", "/orders/W-1/cancel").respond(200, kOrder);
  EXPECT_TRUE(warehouse.channel.push(std::vector{cancellation()}).results.at(0).accepted());
  EXPECT_EQ(header(warehouse.sent().back(), "if-match"), "\"v1\"");
}

TEST(Cancel, AnOrderThatChangedIsReadOnceMore) {
  Warehouse warehouse;
  warehouse.expect("GET", "/orders/W-1").respond(200, kOrder, {{"etag", "\"v1\""}});
  warehouse.expect("POST", "/orders/W-1/cancel").respond(412);
  warehouse.expect("GET", "/orders/W-1").respond(200, kOrder, {{"etag", "\"v2\""}});
  warehouse.expect("POST", "/orders/W-1/cancel").respond(200, kOrder);
  EXPECT_TRUE(warehouse.channel.push(std::vector{cancellation()}).results.at(0).accepted());
  EXPECT_EQ(header(warehouse.sent().back(), "if-match"), "\"v2\"");
  warehouse.expect("GET", "/orders/W-1").respond(200, kOrder).always();
  warehouse.expect("POST", "/orders/W-1/cancel").respond(412).times(2);
  EXPECT_EQ(warehouse.channel.push(std::vector{cancellation()}).results.at(0).code, FW_E_UNAVAILABLE);
}

TEST(Cancel, TooLateAndUnknownAreRefused) {
  Warehouse warehouse;
  warehouse.expect("GET", "/orders/W-1").respond(200, R"({"id":"W-1","reference":"111-1","status":"picking"})");
  warehouse.expect("POST", "/orders/W-1/cancel").respond(409, R"({"title":"Too late"})");
  const auto late = warehouse.channel.push(std::vector{cancellation()}).results.at(0);
  EXPECT_EQ(late.code, FW_E_REJECTED);
  EXPECT_NE(late.why.message.find("picking"), std::string::npos);
  warehouse.expect("GET", "/orders/W-1").respond(404, R"({"title":"Not found"})");
  const auto unknown = warehouse.channel.push(std::vector{cancellation()}).results.at(0);
  EXPECT_EQ(unknown.code, FW_E_REJECTED);
  EXPECT_EQ(unknown.why.pointer, "/reference");
  Cancellation partly = cancellation();
  partly.lines = {{"11", "SKU-1", 1}};
  EXPECT_EQ(warehouse.channel.push(std::vector{partly}).results.at(0).why.pointer, "/lines");
}

// A retry after a lost answer.
TEST(Cancel, WhatIsCancelledAlreadyIsDone) {
  Warehouse warehouse;
  warehouse.expect("GET", "/orders/W-1").respond(200, R"({"id":"W-1","status":"cancelled"})");
  EXPECT_TRUE(warehouse.channel.push(std::vector{cancellation()}, true).results.at(0).accepted());
}

TEST(Cancel, WithoutTheWarehousesIdTheReferenceFindsIt) {
  Warehouse warehouse;
  warehouse.expect("GET", "/orders?reference=111-1")
      .respond(200, std::string(R"({"items":[)") + kOrder + R"(],"next":null})");
  warehouse.expect("GET", "/orders/W-1").respond(200, kOrder);
  warehouse.expect("POST", "/orders/W-1/cancel").respond(200, kOrder);
  EXPECT_TRUE(warehouse.channel.push(std::vector{cancellation("")}).results.at(0).accepted());
  warehouse.expect("GET", "/orders?reference=111-1").respond(200, R"({"items":[],"next":null})");
  EXPECT_EQ(warehouse.channel.push(std::vector{cancellation("")}).results.at(0).code, FW_E_REJECTED);
}

}  // namespace
