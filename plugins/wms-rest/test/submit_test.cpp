// Orders to the warehouse (WMS-1, ORD-2): each once, whatever happens on the way.
#include "order.hpp"
#include "support.hpp"

namespace {

using namespace wms_test;
using fairway::FulfilmentOrder;

std::string created(const FulfilmentOrder& one) { return fairway::to_json(wms_rest::translate(one, "W1")); }
std::string page(const std::string& items) { return R"({"items":[)" + items + R"(],"next":null})"; }

TEST(Submit, CreatesTheOrderWithTokenAndDepositor) {
  Warehouse warehouse;
  warehouse.expect("POST", "/orders").respond(201, R"({"id":"W-1","status":"received"})");
  const auto result = warehouse.channel.push(std::vector{order()}).results.at(0);
  ASSERT_TRUE(result.accepted()) << result.why.message;
  EXPECT_EQ(result.remote_id, "W-1");
  const auto& all = warehouse.host.http.requests();
  EXPECT_EQ(header(all[0], "authorization"), "Basic {{basic:acme:west}}");
  EXPECT_EQ(all[0].body, R"({"grant_type":"client_credentials"})");
  EXPECT_EQ(header(all[1], "authorization"), "Bearer tok-1");
  EXPECT_EQ(header(all[1], "x-depositor"), "ACME");
  EXPECT_EQ(
      all[1].body,
      R"({"reference":"111-0000000-0000001","po_number":"111-0000000-0000001","warehouse_id":"W1","ship_to":{"name":"Erika Muster","line1":"Weg 1",)"
      R"("city":"Köln","postal_code":"01067","country":"DE","phone":"+49 1"},"shipping_method":"UPS Ground","ship_by":"2026-01-01T00:00:00Z",)"
      R"("packing_note":"Sold by Acme Outdoor BV","lines":[{"line_id":"11","sku":"SKU-1","quantity":2},{"line_id":"12","sku":"SKU-2","quantity":10}]})");
}

// ORD-6, ORD-11: the API has no field for it, so it stands on the packing note.
TEST(Submit, TheSlipSaysWhereReturnsGo) {
  auto one = order();
  one.return_to.company = {"Acme Returns"}, one.return_to.line1 = {"Quay 1"}, one.return_to.postal_code = {"4811 AA"};
  one.return_to.city = {"Breda"}, one.return_to.country = "NL";
  EXPECT_EQ(wms_rest::translate(one, "W1").packing_note,
            "Sold by Acme Outdoor BV. Returns to Acme Returns, Quay 1, 4811 AA Breda, NL");
}

// After a timeout the order may stand: look before creating.
TEST(Submit, AMaybeSentOrderIsLookedUpFirst) {
  Warehouse warehouse;
  warehouse.expect("GET", "/orders?reference=111-0000000-0000001").respond(200, page(shown(created(order()))));
  const auto found = warehouse.channel.push(std::vector{order()}, true).results.at(0);
  EXPECT_TRUE(found.accepted());
  EXPECT_EQ(found.remote_id, "W-1");
  EXPECT_EQ(warehouse.sent().size(), 1u) << "nothing is created";

  warehouse.expect("GET", "/orders?reference=111-0000000-0000001").respond(200, page(""));
  warehouse.expect("POST", "/orders").respond(201, R"({"id":"W-2"})");
  EXPECT_EQ(warehouse.channel.push(std::vector{order()}, true).results.at(0).remote_id, "W-2");
}

TEST(Submit, TheLookupReadsAllPagesAndTakesTheWholeReferenceOnly) {
  Warehouse warehouse;
  const std::string other = shown(created(order("111-0000000-00000012")), R"("id":"W-9","status":"received",)");
  warehouse.expect("GET", "/orders?reference=111-0000000-0000001")
      .respond(200, R"({"items":[)" + other + R"(],"next":"p 2"})");
  warehouse.expect("GET", "/orders?reference=111-0000000-0000001&cursor=p%202").respond(200, page(shown(created(order()))));
  EXPECT_EQ(warehouse.channel.push(std::vector{order()}, true).results.at(0).remote_id, "W-1");
}

// "Exists already" is success only when it is the same order.
TEST(Submit, ADuplicateIsReadAndCompared) {
  struct Case {
    const char* pointer;
    void (*change)(FulfilmentOrder&);
  };
  const Case cases[] = {{"", [](FulfilmentOrder&) {}},
                        {"", [](FulfilmentOrder& o) { std::swap(o.lines[0], o.lines[1]); }},
                        {"", [](FulfilmentOrder& o) { o.packing_note = "other", o.ship_by.reset(); }},
                        {"/lines", [](FulfilmentOrder& o) { o.lines[0].quantity = 3; }},
                        {"/lines", [](FulfilmentOrder& o) { o.lines[1].sku = "SKU-3"; }},
                        {"/lines", [](FulfilmentOrder& o) { o.lines.pop_back(); }},
                        {"/ship_to/name", [](FulfilmentOrder& o) { o.ship_to.name = {"Max Muster"}; }},
                        {"/ship_to/line1", [](FulfilmentOrder& o) { o.ship_to.line1 = {"Weg 2"}; }},
                        {"/ship_to/postal_code", [](FulfilmentOrder& o) { o.ship_to.postal_code = {"1067"}; }},
                        {"/service", [](FulfilmentOrder& o) { o.service = "UPS 2nd Day Air"; }}};
  for (const int status : {409, 422})
    for (const Case& one : cases) {
      Warehouse warehouse;
      FulfilmentOrder theirs = order();
      one.change(theirs);
      warehouse.expect("POST", "/orders").respond(status, R"({"title":"Duplicate","status":409,"existing_order_id":"W-1"})");
      warehouse.expect("GET", "/orders?reference=*").respond(200, page(shown(created(theirs))));
      const auto result = warehouse.channel.push(std::vector{order()}).results.at(0);
      EXPECT_EQ(result.code, *one.pointer == '\0' ? FW_OK : FW_E_REJECTED) << one.pointer;
      EXPECT_EQ(result.why.pointer, one.pointer);
      EXPECT_EQ(result.why.message.find("Muster"), std::string::npos) << "messages hold no personal data";
    }
}

// It will never be shipped, so it is no success.
TEST(Submit, ACancelledOrderUnderOurReferenceIsRefused) {
  Warehouse warehouse;
  warehouse.expect("GET", "/orders?reference=*")
      .respond(200, page(shown(created(order()), R"("id":"W-1","status":"cancelled",)")));
  EXPECT_EQ(warehouse.channel.push(std::vector{order()}, true).results.at(0).code, FW_E_REJECTED);
}

TEST(Submit, ADuplicateThatCannotBeFoundIsTriedAgain) {
  Warehouse warehouse;
  warehouse.expect("POST", "/orders").respond(409, R"({"title":"Duplicate"})");
  warehouse.expect("GET", "/orders?reference=*").respond(200, page(""));
  EXPECT_EQ(warehouse.channel.push(std::vector{order()}).results.at(0).code, FW_E_UNAVAILABLE);
}

TEST(Submit, AValidationErrorNamesTheFieldAndHidesThePerson) {
  Warehouse warehouse;
  warehouse.expect("POST", "/orders")
      .respond(
          422,
          R"({"title":"Invalid","status":422,"errors":[{"field":"lines[1].sku","message":"unknown SKU"},{"field":"ship_to.name","message":"Erika Muster is blocked"}]})");
  const auto result = warehouse.channel.push(std::vector{order()}).results.at(0);
  EXPECT_EQ(result.code, FW_E_REJECTED);
  EXPECT_EQ(result.why.pointer, "/lines/1/sku");
  EXPECT_NE(result.why.message.find("unknown SKU"), std::string::npos);
  EXPECT_EQ(result.why.message.find("Erika"), std::string::npos);
}

TEST(Submit, TheAnswerDecidesWhatTheHostDoes) {
  struct Case {
    int status;
    const char* body;
    fw_rc code;
  };
  const Case cases[] = {
      {400, R"({"title":"Bad"})", FW_E_REJECTED}, {403, "", FW_E_AUTH},         {429, "", FW_E_THROTTLED},
      {500, "<html>", FW_E_UNAVAILABLE},          {503, "", FW_E_UNAVAILABLE},  {302, "", FW_E_UNAVAILABLE},
      {201, "<html>", FW_E_UNAVAILABLE},          {201, "{}", FW_E_UNAVAILABLE}};
  for (const Case& one : cases) {
    Warehouse warehouse;
    warehouse.expect("POST", "/orders").respond(one.status, one.body, {{"retry-after", "9"}});
    const auto result = warehouse.channel.push(std::vector{order()}).results.at(0);
    EXPECT_EQ(result.code, one.code) << one.status << one.body;
    if (one.status == 429) { EXPECT_EQ(result.why.retry_after_ms, 9000); }
  }
}

// WMS-1: a timeout of one order does not hold up the next, and both have their own result.
TEST(Submit, InABatchEachOrderStandsForItself) {
  Warehouse warehouse;
  warehouse.expect("POST", "/orders").fail(FW_E_UNAVAILABLE);
  warehouse.expect("POST", "/orders").respond(201, R"({"id":"W-2"})");
  FulfilmentOrder bad = order("3");
  bad.lines.clear();
  const auto results = warehouse.channel.push(std::vector{order("1"), order("2"), bad}).results;
  EXPECT_EQ(results[0].code, FW_E_UNAVAILABLE);
  EXPECT_TRUE(results[1].accepted());
  EXPECT_EQ(results[2].code, FW_E_REJECTED);
}

TEST(Submit, ARefusedTokenIsReplacedOnce) {
  Warehouse warehouse;
  warehouse.expect("POST", "/orders").respond(401);
  warehouse.expect("POST", "/orders").respond(201, R"({"id":"W-1"})");
  EXPECT_TRUE(warehouse.channel.push(std::vector{order()}).results.at(0).accepted());
  EXPECT_EQ(warehouse.host.tokens[""].refreshed, 2);
  warehouse.expect("POST", "/orders").respond(401).times(2);
  EXPECT_EQ(warehouse.channel.push(std::vector{order()}).results.at(0).code, FW_E_AUTH);
}

TEST(Submit, RefusedCredentialsAreTheAdminsBusiness) {
  TestHost host;
  host.secrets.values = {{"west", "s"}};
  host.http.expect("POST", std::string(kBase) + "/auth/token").respond(401, R"({"title":"Unauthorized"})");
  auto channel = Plugin().start(host, settings());
  EXPECT_EQ(channel.push(std::vector{order()}).results.at(0).code, FW_E_AUTH);
}

// The warehouse's limits are met before sending, and nothing is cut off in silence.
TEST(Submit, WhatTheWarehouseCannotHoldIsRefusedNamingTheField) {
  struct Case {
    const char* pointer;
    void (*spoil)(FulfilmentOrder&);
  };
  const Case cases[] = {
      {"/reference", [](FulfilmentOrder& o) { o.reference = std::string(23, '1'); }},
      {"/po_number", [](FulfilmentOrder& o) { o.po_number = std::string(23, '1'); }},
      {"/service", [](FulfilmentOrder& o) { o.service.clear(); }},
      {"/ship_to/name", [](FulfilmentOrder& o) { o.ship_to.name = {std::string(61, 'x')}; }},
      {"/ship_to/name", [](FulfilmentOrder& o) { o.ship_to.name = {}; }},
      {"/ship_to/line1", [](FulfilmentOrder& o) { o.ship_to.line1 = {}; }},
      {"/ship_to/city", [](FulfilmentOrder& o) { o.ship_to.city = {std::string(31, 'x')}; }},
      {"/ship_to/postal_code", [](FulfilmentOrder& o) { o.ship_to.postal_code = {std::string(16, '1')}; }},
      {"/ship_to/country", [](FulfilmentOrder& o) { o.ship_to.country = "Germany"; }},
      {"/ship_to/line2", [](FulfilmentOrder& o) { o.ship_to.line2 = {std::string(120, 'x')}, o.ship_to.line3 = {"y"}; }},
      {"/gift_message", [](FulfilmentOrder& o) { o.gift_message = {std::string(251, 'x')}; }},
      {"/packing_note", [](FulfilmentOrder& o) { o.packing_note = std::string(240, 'x'); }},
      {"/lines", [](FulfilmentOrder& o) { o.lines.clear(); }},
      {"/lines/1/sku", [](FulfilmentOrder& o) { o.lines[1].sku = std::string(49, 'x'); }},
      {"/lines/0/quantity", [](FulfilmentOrder& o) { o.lines[0].quantity = 0; }}};
  for (const Case& one : cases) {
    Warehouse warehouse;
    FulfilmentOrder bad = order();
    one.spoil(bad);
    const auto result = warehouse.channel.push(std::vector{bad}).results.at(0);
    EXPECT_EQ(result.code, FW_E_REJECTED) << one.pointer;
    EXPECT_EQ(result.why.pointer, one.pointer);
    EXPECT_TRUE(warehouse.host.http.requests().empty());
  }
}

TEST(Submit, ALongAddressGoesOnInTheNextFreeLine) {
  FulfilmentOrder one = order();
  const std::string first = "Straße der tausend Blumen am alten Rathaus hinter der Brücke 17 Hof B";
  one.ship_to.line1 = {first}, one.ship_to.line2 = {"3. OG"};
  const auto to = wms_rest::translate(one, "W1").ship_to;
  EXPECT_EQ(to.line1 + ' ' + to.line2, first) << "split at a blank, nothing lost";
  EXPECT_EQ(to.line3, "3. OG");
  one.ship_to.line1 = {[] {
    std::string s;
    for (int i = 0; i < 60; ++i) s += "東";
    return s;
  }()},
  one.ship_to.line2 = {};
  const auto east = wms_rest::translate(one, "W1").ship_to;
  EXPECT_EQ(east.line1.size(), 55u * 3) << "counted in characters, not bytes";
  EXPECT_EQ(east.line2.size(), 5u * 3);
}

TEST(Submit, ACompanyAloneIsWhomTheParcelIsFor) {
  FulfilmentOrder one = order();
  one.ship_to.name = {}, one.ship_to.company = {"Muster GmbH"};
  EXPECT_EQ(wms_rest::translate(one, "W1").ship_to.name, "Muster GmbH");
}

}  // namespace
